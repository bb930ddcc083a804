"use strict";
{
  const data = JSON.parse(document.getElementById("data").textContent);
  const places = [...document.querySelectorAll(".chart")];
  const height = place => Number(place.dataset.height) || charts.height;
  let plots = [];
  charts.follow(
    () => {
      plots.forEach(plot => plot.destroy());
      plots = places.map((place, i) => {
        place.classList.add("drawn");
        return charts.make(place, data[i].series,
          { height: height(place), marks: data[i].marks, legend: !place.closest(".small") });
      });
    },
    () => plots.forEach((plot, i) => plot.setSize({ width: places[i].clientWidth, height: height(places[i]) })));

  // A column's head sorts by it: the second time the other way round, numbers before words in both.
  for (const table of document.querySelectorAll(".sorts table")) {
    const [head, ...rows] = table.rows;
    const value = (row, column) => {
      const cell = row.cells[column];
      const text = (cell.dataset.sort ?? cell.textContent).trim();
      return text === "" || isNaN(Number(text)) ? text : Number(text);
    };
    const compare = (a, b, down) => typeof a !== typeof b
      ? (typeof a === "number" ? -1 : 1)
      : (down ? -1 : 1) * (a < b ? -1 : a > b ? 1 : 0);
    [...head.cells].forEach((cell, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = cell.textContent;
      button.onclick = () => {
        const down = cell.getAttribute("aria-sort") === "ascending";
        [...head.cells].forEach(other => other.removeAttribute("aria-sort"));
        cell.setAttribute("aria-sort", down ? "descending" : "ascending");
        rows.sort((a, b) => compare(value(a, column), value(b, column), down));
        table.tBodies[0].append(...rows);
      };
      cell.replaceChildren(button);
    });
  }

  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = !navigator.clipboard;
    button.onclick = async () => {
      await navigator.clipboard.writeText(button.previousElementSibling.textContent);
      button.textContent = "Copied";
      setTimeout(() => button.textContent = "Copy", 2000);
    };
  }
}
