// Shows what needs a passkey where the browser knows them, and says when using one did not work.
(() => {
  "use strict";
  if (!window.PublicKeyCredential) return;
  for (const element of document.querySelectorAll("[data-passkey]")) element.hidden = false;
  const problem = document.getElementById("passkey-problem");
  if (!problem) return;
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    problem.textContent = problem.dataset.words;
  });
})();
