"use strict";
{
  const charts = JSON.parse(document.getElementById("data").textContent);
  const places = [...document.querySelectorAll(".chart")];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  let plots = [];

  const draw = () => {
    plots.forEach(plot => plot.destroy());
    const ink = getComputedStyle(document.body).color;
    const axis = { stroke: ink, grid: { stroke: "#8886", width: 1 }, ticks: { stroke: "#8886" } };
    plots = places.map((place, i) => {
      const lines = charts[i].series;
      const options = {
        width: place.clientWidth,
        height: 300,
        scales: { x: { time: false } },
        axes: [axis, { ...axis, size: 64 }],
        // Series 0 is the steps; a mean is followed by the lower and the upper edge of its band.
        bands: lines.flatMap((line, k) => line.band ? [{ series: [k + 3, k + 2], fill: colour(line.colour) + "33" }] : []),
        series: [{ label: "steps" }, ...lines.map(line => ({
          label: line.name,
          stroke: colour(line.colour),
          width: line.faint ? 1 : 2,
          dash: line.faint ? [4, 3] : undefined,
          alpha: line.faint ? 0.6 : 1,
          spanGaps: true,
        }))],
      };
      place.classList.add("drawn");
      const plot = new uPlot(options, uPlot.join(lines.map(line => [line.x, line.y])), place);
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
    });
  };
  draw();
  dark.addEventListener("change", draw);
  addEventListener("resize", () => plots.forEach((plot, i) => plot.setSize({ width: places[i].clientWidth, height: 300 })));
}
