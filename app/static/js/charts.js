// Charts drawn from the tables beneath them: our colours, a click goes to the rows counted, PNG on request.

import { fill, load } from "./kit.js";
import * as picker from "./picker.js";

const box = document.querySelector("[data-echarts]");
const figures = [...document.querySelectorAll(".figure")].filter((figure) => figure.querySelector(".plot"));
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const number = new Intl.NumberFormat(document.documentElement.lang);

/** A token's colour as the page has it now; light-dark() is resolved by a real element. */
function colour(token) {
  const probe = document.createElement("i");
  probe.style.color = `var(--${token})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  // The drawing library reads no color(srgb …), which mixed colours compute to.
  const parts = /color\(srgb ([\d.]+) ([\d.]+) ([\d.]+)/.exec(found);
  return parts ? `rgb(${parts.slice(1).map((part) => Math.round(part * 255)).join(",")})` : found;
}

function rows(figure) {
  return [...figure.querySelectorAll("tbody tr")].map((row) => ({
    label: row.querySelector("th").textContent, url: row.querySelector("a")?.href || "", words: row.querySelector("td").textContent,
    value: row.querySelector("td").dataset.v === undefined ? null : Number(row.querySelector("td").dataset.v),
    rest: "rest" in row.dataset, hot: "hot" in row.dataset, early: "early" in row.dataset,
    past: row.dataset.past === undefined ? null : Number(row.dataset.past),
  }));
}

/** What is drawn. A bar for all the others together would make the named ones flat: it is told below. */
function drawn(figure) {
  const all = rows(figure);
  return figure.dataset.kind === "bar" ? all.filter((row) => !row.rest) : all;
}

/** Long names, and many of them, lie better along horizontal bars. */
const lying = (figure, data) => figure.dataset.kind === "bar" && ("lying" in figure.dataset || data.length > 3 && (data.length > 12 || data.some((row) => row.label.length > 6)));

function options(figure) {
  const kind = figure.dataset.kind, data = drawn(figure);
  const [ink, soft, line, paper, accent, bar] = ["ink", "ink-soft", "line", "paper", "accent", "bar"].map(colour);
  const font = getComputedStyle(document.body).fontFamily;
  const text = { color: soft, fontFamily: font, fontSize: 12 };
  const tooltip = {
    backgroundColor: paper, borderColor: line, textStyle: { color: ink, fontFamily: font, fontSize: 13 }, renderMode: "richText", confine: true,
    formatter: (at) => { const row = data[(Array.isArray(at) ? at[0] : at).dataIndex]; return `${row.label}  ${row.words} ${figure.dataset.unit}`; },
  };
  const base = { animation: !calm, textStyle: { fontFamily: font }, tooltip, aria: { enabled: false } };
  if (kind === "pie") {
    const palette = [1, 2, 3, 4, 5, 6, 7, 8].map((place) => colour(`chart-${place}`));
    return {
      ...base, color: palette,
      series: [{ type: "pie", radius: ["42%", "70%"], data: data.map((row) => ({ name: row.label, value: row.value })), itemStyle: { borderColor: paper, borderWidth: 2 }, label: { ...text, color: ink, formatter: (at) => `${at.name} ${data[at.dataIndex].words}`, width: 110, overflow: "truncate" }, labelLine: { lineStyle: { color: line } } }],
    };
  }
  const flat = lying(figure, data), last = figure.dataset.last;
  const names = { type: "category", data: data.map((row) => row.label), axisLabel: { ...text, hideOverlap: true, width: flat ? 120 : undefined, overflow: flat ? "truncate" : undefined }, axisTick: { show: false }, axisLine: { lineStyle: { color: soft } }, inverse: flat };
  const values = { type: "value", min: kind === "bar" ? 0 : undefined, max: kind === "bar" && figure.dataset.most ? Number(figure.dataset.most) : undefined, interval: kind === "bar" && figure.dataset.most ? Number(figure.dataset.most) / 4 : undefined, scale: kind === "line" && last !== undefined, axisLabel: { ...text, formatter: (value) => number.format(value) }, splitLine: { lineStyle: { color: line } }, splitNumber: 4 };
  if (last !== undefined) return { ...base, ...years(figure, data, { names, values, text, ink, soft, paper, accent, tooltip }) };
  return {
    ...base, tooltip: { ...tooltip, trigger: "axis", axisPointer: { type: kind === "bar" ? "shadow" : "line" } },
    grid: { left: 8, right: flat ? 56 : 24, top: figure.dataset.average ? 32 : 20, bottom: 8, containLabel: true },
    xAxis: flat ? values : names, yAxis: flat ? names : values,
    series: [{
      type: kind, data: data.map((row) => row.hot ? { value: row.value, itemStyle: { color: accent }, label: { color: accent, fontWeight: 600 } } : row.value), markLine: average(figure, flat, { ink, text }), barMaxWidth: 36, symbolSize: 7, connectNulls: false,
      itemStyle: { color: kind === "bar" ? bar : accent, borderRadius: kind === "bar" ? (flat ? [0, 3, 3, 0] : [3, 3, 0, 0]) : 0 },
      emphasis: { itemStyle: { color: accent } }, lineStyle: { color: accent, width: 2 },
      label: kind === "bar" && (flat || data.length <= 16) ? { show: true, position: flat ? "right" : "top", ...text, color: ink, formatter: (at) => data[at.dataIndex].words } : { show: false },
    }],
  };
}

/** The figure of the whole as a line across the bars. */
function average(figure, flat, { ink, text }) {
  if (!figure.dataset.average) return undefined;
  const at = Number(figure.dataset.average);
  return { silent: true, symbol: "none", animation: false, data: [flat ? { xAxis: at } : { yAxis: at }], lineStyle: { color: ink, type: "dashed", width: 1 }, label: { ...text, color: ink, position: flat ? "start" : "end", formatter: figure.dataset.averageWords, distance: 6 } };
}

/** Two years side by side; what may still change is dashed, with open dots. */
function years(figure, data, { names, values, text, ink, soft, paper, accent, tooltip }) {
  const firm = data.findIndex((row) => row.early), end = firm < 0 ? data.length : firm;
  const told = (at) => {
    const row = data[at[0].dataIndex], past = row.past === null ? "—" : `${row.past}%`;
    return figure.dataset.last ? `${row.label}  ${row.words}\n${figure.dataset.last}  ${past}` : `${row.label}  ${row.words}`;
  };
  const line = (colour, more) => ({ type: "line", symbol: "circle", symbolSize: 8, connectNulls: false, itemStyle: { color: paper, borderColor: colour, borderWidth: 2 }, lineStyle: { color: colour, width: 2 }, labelLayout: { hideOverlap: true }, ...more });
  const label = { show: data.length <= 13, position: "top", ...text, color: ink, formatter: (at) => data[at.dataIndex].words.replace("%", "") };
  return {
    tooltip: { ...tooltip, trigger: "axis", formatter: told }, legend: figure.dataset.last ? { right: 8, top: 0, data: [figure.dataset.year, figure.dataset.last], textStyle: text, icon: "circle", itemHeight: 8 } : undefined,
    grid: { left: 8, right: 24, top: 36, bottom: 8, containLabel: true }, xAxis: names, yAxis: values,
    series: [
      ...(figure.dataset.last ? [line(soft, { name: figure.dataset.last, data: data.map((row) => row.past) })] : []),
      line(accent, { name: figure.dataset.year, data: data.map((row, at) => at < end ? row.value : null), itemStyle: { color: accent }, label }),
      line(accent, { name: figure.dataset.year, data: data.map((row, at) => at < end - 1 ? null : at < end ? { value: row.value, symbolSize: 0, label: { show: false } } : row.value), lineStyle: { color: accent, width: 2, type: "dashed" }, label }),
    ],
  };
}

/** The row of all the others, in words under the drawing. */
function rest(figure) {
  const left = rows(figure).find((row) => row.rest);
  if (!left || figure.dataset.kind !== "bar") return;
  const words = document.createElement("p");
  words.className = "small soft";
  words.textContent = fill(box.dataset.others, { label: left.label, number: left.words, unit: figure.dataset.unit }).trim();
  figure.querySelector(".plot").after(words);
}

async function drawAll() {
  await load(box.dataset.echarts);
  for (const figure of figures) {
    const plot = figure.querySelector(".plot"), table = figure.querySelector(".plot-table");
    const toggle = figure.querySelector("[data-table]"), png = figure.querySelector("[data-png]");
    plot.hidden = false;
    const data = drawn(figure);
    if (lying(figure, data)) plot.style.height = `${Math.max(280, data.length * 26 + 56)}px`;
    rest(figure);
    table.hidden = true;
    toggle.hidden = png.hidden = false;
    const chart = window.echarts.init(plot, null, { renderer: "canvas" });
    const draw = () => chart.setOption(options(figure), true);
    draw();
    const go = (place) => { const row = drawn(figure)[place]; if (row?.url) location.assign(row.url); };
    if (figure.dataset.kind === "pie") chart.on("click", (at) => go(at.dataIndex));
    else {
      // The whole column answers, not the bar alone: a small bar is hard to hit.
      const place = (event) => {
        const at = [event.offsetX, event.offsetY];
        if (!chart.containPixel("grid", at)) return -1;
        const [x, y] = chart.convertFromPixel("grid", at);
        return chart.getOption().yAxis[0].type === "category" ? Math.round(y) : Math.round(x);
      };
      chart.getZr().on("click", (event) => go(place(event)));
      chart.getZr().on("mousemove", (event) => chart.getZr().setCursorStyle(drawn(figure)[place(event)]?.url ? "pointer" : "default"));
    }
    new ResizeObserver(() => { if (!plot.hidden) chart.resize({ animation: { duration: 0 } }); }).observe(plot);
    document.addEventListener("hz:theme", draw);
    toggle.addEventListener("click", () => {
      table.hidden = !table.hidden;
      plot.hidden = !table.hidden;
      toggle.setAttribute("aria-pressed", String(!table.hidden));
    });
    png.addEventListener("click", () => {
      const link = document.createElement("a");
      link.download = `${figure.querySelector("h2").textContent}.png`;
      link.href = chart.getDataURL({ pixelRatio: 2, backgroundColor: colour("paper") });
      link.click();
    });
  }
}
if (figures.length) drawAll();

const filters = document.querySelector("#filters form");
if (filters) document.addEventListener("click", (event) => {
  if (event.target.closest('[data-open="filters"]')) picker.setUp(filters);
});
