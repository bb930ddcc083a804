"use strict";
{
  const MOST = 2000;
  const COLOURS = { preReturn: "before", postReturn: "after" };
  const element = id => document.getElementById(id);
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  // A number for each point: the mean, the least and the greatest of the iterations that it stands for.
  const columns = { steps: [] };
  const least = {};
  const greatest = {};
  // A chart whose card is hidden is of what only some runs measure; it is shown with the first number.
  const places = [...document.querySelectorAll(".chart")].map(place => ({
    place,
    card: place.closest("section"),
    height: Number(place.dataset.height ?? 210),
    lines: place.dataset.lines.split("|").map(text => {
      const key = text.split(" ", 1)[0];
      columns[key] = least[key] = greatest[key] = [];
      return { key, name: text.slice(key.length + 1), colour: COLOURS[key] ?? "after" };
    }),
  }));

  let iterations = 0; // in the curves
  let perPoint = 1;
  let status = null;
  let picture = null;
  let shownPicture = null;
  let lost = false;
  let paused = false;
  let pending = false;
  let plots = [];
  let banded = false;

  // The story so far.

  const begin = history => {
    Object.keys(columns).forEach(key => columns[key] = history[key]);
    Object.keys(least).forEach(key => {
      least[key] = history.least?.[key] ?? [...columns[key]];
      greatest[key] = history.greatest?.[key] ?? [...columns[key]];
    });
    iterations = history.iterations;
    perPoint = history.iterationsPerPoint;
  };

  const append = line => {
    if (line.iteration !== iterations + 1) {
      return;
    }
    iterations = line.iteration;
    const before = columns.steps.at(-1) ?? 0;
    const values = { ...line, steps: line.envSteps, throughput: (line.envSteps - before) / line.timing?.seconds };
    for (const numbers of [columns, least, greatest]) {
      Object.keys(numbers).forEach(key => numbers[key].push(Number.isFinite(values[key]) ? values[key] : null));
    }
    if (columns.steps.length > MOST) {
      Object.keys(columns).forEach(key => columns[key] = halve(columns[key], key === "steps" ? (_, b) => b : mean));
      Object.keys(least).forEach(key => {
        least[key] = halve(least[key], Math.min);
        greatest[key] = halve(greatest[key], Math.max);
      });
      perPoint *= 2;
    }
  };

  const mean = (a, b) => (a + b) / 2;

  // Neighbours become one point.
  const halve = (values, join) => values.flatMap((value, i) => {
    if (i % 2 === 0) {
      return i + 1 < values.length ? [] : [value];
    }
    const first = values[i - 1];
    return [first === null ? value : value === null ? first : join(first, value)];
  });

  // The page.

  const put = (id, text) => {
    const place = element(id);
    if (place.textContent !== text) {
      place.textContent = text;
    }
  };

  const whole = value => value === null ? "–" : Math.round(value).toLocaleString("en");
  const short = value => value === null ? "–" : (value < 0 ? "−" : "") + Math.abs(value).toFixed(Math.abs(value) < 10 ? 2 : 1);
  const duration = seconds => seconds === null ? "–"
    : seconds < 90 ? Math.ceil(seconds) + " s"
    : seconds < 5400 ? Math.round(seconds / 60) + " min"
    : (seconds / 3600).toFixed(1) + " h";

  // Where points are means, the least and the greatest of their iterations are the edges of a band.
  const linesOf = lines => lines.flatMap(({ key, name, colour }) => {
    const line = { name, colour, band: perPoint > 1, x: columns.steps, y: columns[key] };
    const edge = { ...line, band: false, faint: true };
    return line.band
      ? [line, { ...edge, name: name + ", least", y: least[key] }, { ...edge, name: name + ", greatest", y: greatest[key] }]
      : [line];
  });

  // Whether a chart came to light.
  const reveal = () => {
    const come = places.filter(({ card, lines }) =>
      card.hidden && lines.some(({ key }) => columns[key].some(value => value !== null)));
    come.forEach(({ card }) => card.hidden = false);
    return come.length > 0;
  };

  const shown = () => places.filter(({ card }) => !card.hidden);

  const drawCharts = () => {
    banded = perPoint > 1;
    plots.forEach(plot => plot.destroy());
    plots = shown().map(({ place, height, lines }) => charts.make(place, linesOf(lines), { height }));
  };

  const showState = () => {
    const state = lost ? "lost" : status?.state ?? "connecting";
    element("state").dataset.state = state;
    put("state", lost ? "no connection" : paused ? state + ", page paused" : state);
    put("text", lost ? "No connection; is sgmrl watch still running? Trying again…"
      : paused ? "The page stands still; the run does not."
      : status?.text ?? "");
  };

  const showStatus = () => {
    if (status === null) {
      return;
    }
    const done = Math.min(1, status.iteration / status.iterations);
    element("progress").value = done;
    put("iteration", whole(status.iteration) + " of " + whole(status.iterations));
    put("left", status.secondsLeft === null ? status.state === "finished" ? "none" : "–" : duration(status.secondsLeft));
    put("steps", whole(status.envSteps));
    put("speed", whole(status.stepsPerSecond));
    put("pre", short(status.preReturn));
    put("post", short(status.postReturn));
    element("report").hidden = status.state !== "finished";
    document.title = (status.state === "finished" ? "✓" : Math.floor(100 * done) + " %") + " · "
      + document.querySelector("h1").textContent;
  };

  // A still in place of an animation for who has paused it or does not want any.
  const hold = () => {
    const image = element("picture").querySelector("img");
    if (image === null || !image.complete) {
      return;
    }
    element("picture").querySelector("canvas")?.remove();
    image.hidden = paused || reduced.matches;
    if (image.hidden) {
      const still = document.createElement("canvas");
      still.width = image.naturalWidth;
      still.height = image.naturalHeight;
      still.setAttribute("role", "img");
      still.setAttribute("aria-label", image.alt);
      still.getContext("2d").drawImage(image, 0, 0);
      element("picture").append(still);
    }
  };

  const showPicture = () => {
    if (picture === null || picture === shownPicture) {
      return;
    }
    shownPicture = picture;
    if (picture.note !== undefined) {
      put("picture-text", picture.note);
      return;
    }
    put("policy", "The policy after iteration " + whole(picture.iteration));
    if (picture.maps !== undefined) {
      // Markup of the server's own: numbers and fixed words.
      element("picture-text").innerHTML = picture.legend;
      element("picture").innerHTML = '<div class="maps">' + picture.maps.join("") + "</div>";
    } else {
      const image = document.createElement("img");
      image.alt = "Side view of the robot before and after adaptation. " + picture.text;
      image.onload = () => {
        element("picture").replaceChildren(image);
        put("picture-text", picture.text);
        hold();
      };
      image.src = picture.image;
    }
  };

  const show = () => {
    showState();
    if (paused) {
      return;
    }
    showStatus();
    showPicture();
    put("thinned", perPoint > 1 ? "Each point is the mean of up to " + perPoint
      + " iterations; the band is between the least and the greatest of them." : "");
    if (reveal() || banded !== (perPoint > 1)) {
      drawCharts();
    } else {
      const now = shown();
      plots.forEach((plot, i) => plot.setData(charts.data(linesOf(now[i].lines))));
    }
  };

  const showSoon = () => {
    if (!pending) {
      pending = true;
      setTimeout(() => {
        pending = false;
        show();
      }, 150);
    }
  };

  const togglePause = () => {
    paused = !paused;
    element("pause").firstChild.data = paused ? "Continue " : "Pause ";
    hold();
    show();
  };
  element("pause").onclick = togglePause;
  addEventListener("keydown", event => {
    if (event.key === " " && !event.repeat && event.target.closest("button, a, th, input, summary") === null) {
      event.preventDefault();
      togglePause();
    }
  });
  reduced.addEventListener("change", hold);

  charts.follow(
    drawCharts,
    () => {
      const now = shown();
      plots.forEach((plot, i) => plot.setSize({ width: now[i].place.clientWidth, height: now[i].height }));
    });

  const source = new EventSource("/events");
  const on = (name, take) => source.addEventListener(name, event => {
    take(JSON.parse(event.data));
    showSoon();
  });
  on("history", begin);
  on("metrics", append);
  on("status", news => status = news);
  on("picture", news => picture = news);
  source.onopen = () => {
    lost = false;
    showSoon();
  };
  source.onerror = () => {
    lost = true;
    showSoon();
  };
}
