@echo off
rem Starts Limpid with the runtime beside it; no other Java is needed.
"%~dp0..\runtime\bin\java.exe" "-Dlimpid.command=limpid" -jar "%~dp0..\lib\limpid.jar" %*
