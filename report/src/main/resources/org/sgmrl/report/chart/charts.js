"use strict";
// Charts by uPlot. A line is {name, colour, faint, band, x, y}; a mean is followed by the lower and the upper edge of its
// band. A mark is {name, colour, at: [x, estimate, low, high]}. Colours are names of CSS variables.
const charts = {
  height: 300,
  property: name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim(),
  colour: name => charts.property(name),
  short: new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 }),
  exact: new Intl.NumberFormat("en", { maximumSignificantDigits: 7 }),
  of: { format: tick => (Math.abs(tick) < 1e5 ? charts.exact : charts.short).format(tick) },
  dash: name => charts.property(name + "-dash").split(" ").filter(Boolean).map(Number),
  // What is next to a dash among the borders of CSS.
  border: name => {
    const [first] = charts.dash(name);
    return first === undefined ? "solid" : first < 3 ? "dotted" : "dashed";
  },
  data: lines => uPlot.join(lines.map(line => [line.x, line.y])),

  // The range of an axis with room for what is not a line.
  around: others => (plot, low, high) =>
    uPlot.rangeNum(Math.min(low ?? Infinity, ...others), Math.max(high ?? -Infinity, ...others), 0.1, true),

  paint: (plot, marks) => {
    const { ctx } = plot;
    for (const { colour, at: [x, estimate, low, high] } of marks) {
      const [left, top, from, to] =
        [plot.valToPos(x, "x", true), ...[estimate, low, high].map(y => plot.valToPos(y, "y", true))];
      ctx.save();
      ctx.strokeStyle = ctx.fillStyle = charts.colour(colour);
      ctx.lineWidth = 2 * devicePixelRatio;
      ctx.beginPath();
      if (low !== null && high !== null) {
        ctx.moveTo(left, from);
        ctx.lineTo(left, to);
        ctx.stroke();
      }
      ctx.beginPath();
      ctx.arc(left, top, 4 * devicePixelRatio, 0, 2 * Math.PI);
      ctx.fill();
      ctx.restore();
    }
  },

  make(place, lines, { height = charts.height, marks = [], legend = true } = {}) {
    const ink = getComputedStyle(document.body).color;
    const axis = { stroke: ink, grid: { stroke: "#8886", width: 1 }, ticks: { stroke: "#8886" } };
    const values = format => (plot, ticks) => ticks.map(tick => tick === null ? "" : format.format(tick));
    const isEdge = k => lines[k - 1]?.band || lines[k - 2]?.band;
    const others = marks.flatMap(mark => mark.at.slice(1)).filter(y => y !== null);
    const plot = new uPlot({
      width: place.clientWidth,
      height,
      scales: { x: { time: false }, ...(others.length ? { y: { range: charts.around(others) } } : {}) },
      hooks: { draw: [drawn => charts.paint(drawn, marks)] },
      axes: [{ ...axis, values: values(charts.short) }, { ...axis, values: values(charts.of), size: 64 }],
      legend: { show: legend, markers: { dash: (drawn, k) => k > 0 ? charts.border(lines[k - 1].colour) : "solid" } },
      // Series 0 is the steps.
      bands: lines.flatMap((line, k) =>
        line.band ? [{ series: [k + 3, k + 2], fill: charts.colour(line.colour) + "33" }] : []),
      series: [{ label: "steps" }, ...lines.map((line, k) => ({
        label: line.name,
        class: isEdge(k) ? "edge" : undefined,
        stroke: charts.colour(line.colour),
        width: line.faint ? 1 : 2,
        dash: charts.dash(line.colour),
        alpha: line.faint ? 0.45 : 1,
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
