'use strict';
// A chart shows the numbers of its table at the pointer, and at the arrow keys when it has the focus.
const tip = document.getElementById('tip');
const SVG = 'http://www.w3.org/2000/svg';
let lastShown = 0;

function tableOf(chart) {
  return chart.closest('figure').querySelector('table');
}

function say(text, x, y) {
  tip.textContent = text;
  tip.hidden = false;
  lastShown = Date.now();
  const width = document.documentElement.clientWidth;
  const left = Math.min(x + 16, width - tip.offsetWidth - 12);
  tip.style.left = Math.max(12, left) + window.scrollX + 'px';
  const above = y - tip.offsetHeight - 14;
  tip.style.top = (above > 4 ? above : y + 18) + window.scrollY + 'px';
}

function quiet(chart) {
  tip.hidden = true;
  if (chart.mark) {
    chart.mark.remove();
    chart.mark = null;
  }
}

function mark(chart, x, y, width, height, style) {
  if (!chart.mark) {
    chart.mark = chart.appendChild(document.createElementNS(SVG, 'rect'));
    chart.mark.setAttribute('class', style);
  }
  for (const [name, value] of Object.entries({ x, y, width, height })) {
    chart.mark.setAttribute(name, value);
  }
}

/** Shows column i, and in a chart of cells row r; at a place on the screen, or where it is. */
function show(chart, i, r, at) {
  const d = chart.dataset;
  const cells = d.kind === 'cells';
  i = Math.max(0, Math.min(d.n - 1, i));
  r = cells ? Math.max(0, Math.min(d.rows - 1, r)) : 0;
  chart.place = { i, r };
  const table = tableOf(chart);
  const heads = [...table.tHead.rows[0].cells].map(cell => cell.textContent);
  const row = table.tBodies[0].rows[cells ? r : i];
  let text;
  const dx = Number(d.dx);
  const x0 = Number(d.x0);
  if (cells) {
    text = `${row.cells[0].textContent}, ${heads[i + 1]}: ${row.cells[i + 1].textContent}`;
    const dy = Number(d.dy);
    mark(chart, x0 + i * dx, Number(d.top) + r * dy, dx, dy, 'pointer cell');
  } else {
    const parts = [`${heads[0]} ${row.cells[0].textContent}`];
    for (let c = 1; c < row.cells.length; c++) {
      // an interval's ends belong to what stands before them
      if (heads[c] === 'low') {
        parts[parts.length - 1] += `  [${row.cells[c].textContent}, ${row.cells[c + 1].textContent}]`;
      } else if (heads[c] !== 'high' && row.cells[c].textContent !== '\u2013') {
        parts.push(`${heads[c]}: ${row.cells[c].textContent}`);
      }
    }
    text = parts.join('\n');
    const width = Math.max(2, Math.min(dx, 44));
    mark(chart, x0 + i * dx - width / 2, d.top, width, d.bottom - d.top, 'pointer');
  }
  if (!at) {
    const box = chart.mark.getBoundingClientRect();
    at = { x: box.right, y: box.top + Math.min(60, box.height) };
  }
  say(text, at.x, at.y);
}

for (const chart of document.querySelectorAll('svg.chart[data-kind]')) {
  const d = chart.dataset;
  const cells = d.kind === 'cells';
  const point = event => {
    const box = chart.getBoundingClientRect();
    const scale = chart.viewBox.baseVal.width / box.width;
    const x = (event.clientX - box.left) * scale - d.x0;
    const y = (event.clientY - box.top) * scale - d.top;
    const i = cells ? Math.floor(x / d.dx) : d.n > 1 ? Math.round(x / d.dx) : 0;
    const r = cells ? Math.floor(y / d.dy) : 0;
    const half = cells ? 0 : Number(d.dx) / 2 + 4;
    const inside = cells
      ? i >= 0 && i < d.n && r >= 0 && r < d.rows
      : x >= -half && x <= (d.n - 1) * d.dx + half && y >= 0 && y <= d.bottom - d.top;
    if (inside) {
      show(chart, i, r, { x: event.clientX, y: event.clientY });
    } else {
      quiet(chart);
    }
  };
  chart.addEventListener('pointermove', point);
  chart.addEventListener('pointerdown', point);
  // a finger leaves as soon as it has tapped; the numbers stay until the next tap elsewhere
  chart.addEventListener('pointerleave', event => event.pointerType === 'touch' || quiet(chart));
  document.addEventListener('pointerdown', event => chart.contains(event.target) || !chart.mark || quiet(chart));
  chart.addEventListener('blur', () => quiet(chart));
  chart.addEventListener('keydown', event => {
    const place = chart.place || { i: -1, r: 0 };
    const moves = { ArrowRight: [1, 0], ArrowLeft: [-1, 0] };
    if (cells) {
      Object.assign(moves, { ArrowDown: [0, 1], ArrowUp: [0, -1] });
    }
    if (event.key === 'Escape') {
      quiet(chart);
    } else if (event.key === 'Home' || event.key === 'End') {
      event.preventDefault();
      show(chart, event.key === 'Home' ? 0 : d.n - 1, place.r);
    } else if (moves[event.key]) {
      event.preventDefault();
      show(chart, place.i + moves[event.key][0], place.r + moves[event.key][1]);
    }
  });
}

// While a training runs, the page is loaded again now and then; it stays where it was read.
const seconds = Number(document.body.dataset.refresh || 0);
const KEY = 'limpid' + location.pathname;

function remember() {
  const open = [...document.querySelectorAll('details[open]')].map(details => details.id);
  const focus = document.activeElement;
  const figure = focus && focus.closest && focus.closest('[id]');
  sessionStorage.setItem(KEY, JSON.stringify({
    y: window.scrollY, open, focus: figure ? figure.id : null, tag: focus ? focus.tagName : null,
  }));
}

function recall() {
  const said = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (!said) {
    return;
  }
  const was = JSON.parse(said);
  for (const id of was.open) {
    const details = document.getElementById(id);
    if (details) {
      details.open = true;
    }
  }
  const around = was.focus && document.getElementById(was.focus);
  if (around && was.tag !== 'BODY') {
    const same = around.tagName === was.tag
      ? around : [...around.querySelectorAll(was.tag)].find(element => element.checkVisibility());
    if (same) {
      same.focus({ preventScroll: true });
    }
  }
  window.scrollTo({ top: was.y, behavior: 'instant' });
}

try {
  recall();
} catch (unavailable) {
  // a browser that keeps nothing for files still shows the page
}

if (seconds > 0) {
  const age = document.getElementById('age');
  const tell = () => {
    const minutes = Math.floor((Date.now() - new Date(document.lastModified)) / 60000);
    age.textContent = minutes < 1 ? '\u00b7 looks for news by itself'
      : `\u00b7 written ${minutes} min ago; looks for news by itself`;
  };
  tell();
  setInterval(tell, 15000);
  setInterval(() => {
    // not while somebody reads numbers, and not where nobody looks
    if (document.hidden || (!tip.hidden && Date.now() - lastShown < 20000)) {
      return;
    }
    try {
      remember();
    } catch (unavailable) {
      // then it is loaded again from its top
    }
    location.reload();
  }, seconds * 1000);
}
