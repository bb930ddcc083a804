"use strict";
{
  const data = JSON.parse(document.getElementById("data").textContent);
  const places = [...document.querySelectorAll(".chart")];
  let plots = [];
  charts.follow(
    () => {
      plots.forEach(plot => plot.destroy());
      plots = places.map((place, i) => {
        place.classList.add("drawn");
        return charts.make(place, data[i].series);
      });
    },
    () => plots.forEach((plot, i) => plot.setSize({ width: places[i].clientWidth, height: charts.height })));
}
