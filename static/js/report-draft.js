// Keeps what is typed, sealed, on the server, and holds the form on the page while there is no connection.
// Without this file the form works the same, and a report that is sent signed out is kept anyway.
(() => {
  "use strict";
  const form = document.getElementById("report");
  const problem = document.getElementById("no-connection");
  if (!form || !problem || !window.fetch) return;
  let timer = 0;
  let sending = false;

  const keep = async () => {
    const fields = new FormData(form);
    fields.set("of", form.dataset.of);
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: fields, keepalive: true });
      if (answer.ok) problem.textContent = "";
    } catch {
      timer = window.setTimeout(keep, 5000); // until the connection is back
    }
  };
  const soon = () => {
    window.clearTimeout(timer);
    if (!sending) timer = window.setTimeout(keep, 1000);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  window.addEventListener("online", soon);

  form.addEventListener("submit", async (event) => {
    if (sending) return;
    event.preventDefault();
    const button = event.submitter;
    window.clearTimeout(timer);
    try {
      await fetch("/healthz", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(5000) });
    } catch {
      problem.textContent = problem.dataset.words;
      soon();
      return;
    }
    sending = true;
    problem.textContent = "";
    form.requestSubmit(button);
    sending = false;
  });
})();
