"use strict";
// Charts by uPlot. A line is {name, colour, faint, band, x, y}; a mean is followed by the lower and the upper edge of its
// band. Colours are names of CSS variables.
const charts = {
  height: 300,
  colour: name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim(),
  short: new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 }),
  exact: new Intl.NumberFormat("en", { maximumSignificantDigits: 7 }),
  data: lines => uPlot.join(lines.map(line => [line.x, line.y])),

  make(place, lines, height = charts.height) {
    const ink = getComputedStyle(document.body).color;
    const axis = { stroke: ink, grid: { stroke: "#8886", width: 1 }, ticks: { stroke: "#8886" } };
    const values = format => (plot, ticks) => ticks.map(tick => tick === null ? "" : format.format(tick));
    const plot = new uPlot({
      width: place.clientWidth,
      height,
      scales: { x: { time: false } },
      axes: [{ ...axis, values: values(charts.short) }, { ...axis, values: values(charts.exact), size: 64 }],
      // Series 0 is the steps.
      bands: lines.flatMap((line, k) =>
        line.band ? [{ series: [k + 3, k + 2], fill: charts.colour(line.colour) + "33" }] : []),
      series: [{ label: "steps" }, ...lines.map(line => ({
        label: line.name,
        stroke: charts.colour(line.colour),
        width: line.faint ? 1 : 2,
        dash: line.faint ? [4, 3] : undefined,
        alpha: line.faint ? 0.6 : 1,
        spanGaps: true,
      }))],
    }, charts.data(lines), place);
    place.querySelectorAll(".u-legend .u-series > th").forEach(head => {
      head.tabIndex = 0;
      head.onkeydown = event => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          head.click();
        }
      };
    });
    return plot;
  },

  // Calls draw() now and whenever light and dark change, fit() whenever widths may have.
  follow(draw, fit) {
    draw();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
    addEventListener("resize", fit);
  },
};
