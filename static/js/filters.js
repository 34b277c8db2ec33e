/* Narrowing the comparison without leaving the page. Without this script the form does the same by loading anew. */
const form = document.getElementById("filters");
const status = document.getElementById("swapped");
let shown = location.pathname + location.search;
let asking = new AbortController();

function addressOf() {
  const chosen = [...new FormData(form)].filter(([, value]) => value !== "");
  const query = chosen.map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll("%2C", ",")}`);
  return `${form.getAttribute("action")}?${query.join("&")}`;
}

async function show(address) {
  asking.abort(); // an answer that comes late must not replace a later one
  asking = new AbortController();
  const { signal } = asking;
  document.getElementById("answer").setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, signal });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["headline", "answer"]) document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));
    document.dispatchEvent(new Event("swapped"));
    for (const select of form.querySelectorAll("select")) select.value = page.getElementById(select.id).value;
    document.title = page.title;
    shown = address;
    status.textContent = status.dataset.done;
    return true;
  } catch {
    if (!signal.aborted) window.location.assign(address);
    return false;
  }
}

async function narrow(event) {
  event.preventDefault();
  const address = addressOf();
  if (await show(address)) window.history.pushState({}, "", address);
}

form.addEventListener("submit", narrow);
form.addEventListener("change", narrow);
window.addEventListener("popstate", () => {
  const address = location.pathname + location.search; // jumps within the page arrive here as well
  if (address !== shown) show(address);
});
