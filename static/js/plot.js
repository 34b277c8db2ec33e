/* The numbers behind a row of a drawing, under the pointer, the finger or the arrow keys. They stand in its table as well. */
const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
const NAMES_BEFORE = 2; // columns of the table that say what the row is
const tip = document.createElement("span");
tip.className = "tip";

const tracksOf = (figure) => [...figure.querySelectorAll(".plot-track")];

function numbersOf(track) {
  const figure = track.closest(".plot");
  const place = [...figure.querySelectorAll(".plot-row.row")].indexOf(track.closest(".row"));
  const table = figure.nextElementSibling.querySelector("table");
  const heads = [...table.tHead.rows[0].cells].slice(NAMES_BEFORE, -1);
  const cells = [...table.tBodies[0].rows[place].cells].slice(NAMES_BEFORE).map((cell) => cell.textContent.trim());
  const known = heads.map((head, k) => [head.textContent, cells[k]]).filter(([, amount]) => amount !== "–");
  return [...known.map((pair) => pair.join(" ")), cells.at(-1)].filter(Boolean).join(" · ");
}

function show(track) {
  tip.textContent = numbersOf(track);
  track.append(tip);
}

function prepare() {
  for (const figure of document.querySelectorAll(".plot")) {
    tracksOf(figure).forEach((track, k) => {
      track.tabIndex = k ? -1 : 0; // one stop for Tab, the arrows go on from there
      track.setAttribute("role", "img");
      track.setAttribute("aria-label", numbersOf(track));
    });
  }
}

function step(event) {
  const track = event.target.closest?.(".plot-track");
  if (event.key === "Escape") tip.remove();
  if (!track || !(event.key in STEPS)) return;
  const tracks = tracksOf(track.closest(".plot"));
  const next = tracks[tracks.indexOf(track) + STEPS[event.key]];
  if (!next) return;
  event.preventDefault();
  track.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

for (const kind of ["pointerover", "pointerdown", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const track = event.target.closest(".plot-track");
    if (track) show(track);
    else if (kind !== "pointerover" || !document.activeElement.closest(".plot-track")) tip.remove();
  });
}
document.addEventListener("keydown", step);
document.addEventListener("swapped", prepare);
prepare();
