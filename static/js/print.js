/* A button for what the browser's own menu does as well. What is folded is open on paper and folded again afterwards. */
const button = document.getElementById("print");
let opened = [];

function open() {
  opened = [...document.querySelectorAll("main details:not([open])")];
  for (const one of opened) one.open = true;
}

function close() {
  for (const one of opened) one.open = false;
  opened = [];
}

button.addEventListener("click", () => window.print());
window.addEventListener("beforeprint", open);
window.addEventListener("afterprint", close);
button.hidden = false;
