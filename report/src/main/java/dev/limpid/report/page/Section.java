package dev.limpid.report.page;

/**
 * A part of the page.
 *
 * @param id names it within the page
 * @param title its heading
 * @param html its content
 */
public record Section(String id, String title, String html) {}
