// Adds the report up while it is typed. The server's "Add up" does the same without this file, and decides.
(() => {
  "use strict";
  const form = document.getElementById("report");
  const output = document.getElementById("live-sum");
  if (!form || !output) return;
  const AMOUNT = /^(?:\d+|\d{1,3}([, '])\d{3}(?:\1\d{3})*|\d{1,2}(?:,\d{2})+,\d{3})(?:\.\d{1,2})?$/;
  const COMMA_DECIMAL = /^(?:\d+|\d{1,3}(?:([. '])\d{3})(?:\1\d{3})*)(?:,\d{1,2})?$/;
  const spanish = document.documentElement.lang === "es";
  const sure = (typed) => spanish || /\..*[.,]/.test(typed); // as numerals.py reads them
  const text = (name) => (form.elements[name] ? form.elements[name].value.trim().replace(/[\s\u2019]/g, (c) => (c === "\u2019" ? "'" : " ")) : "");
  const amount = (typed) => {
    if (typed === "") return 0;
    if (AMOUNT.test(typed)) return Number(typed.replace(/[, ']/g, ""));
    return COMMA_DECIMAL.test(typed) && sure(typed) ? Number(typed.replace(/[. ']/g, "").replace(",", ".")) : NaN;
  };
  const small = (typed) => (/^\d{1,4}(?:[.,]\d{1,2})?$/.test(typed) ? Number(typed.replace(",", ".")) : NaN);

  const add = () => {
    const hours = small(text("hours_per_week"));
    const weeks = small(text("weeks_per_year"));
    const times = { hour: hours * weeks, day: (hours / 8) * weeks, week: weeks, month: (weeks * 12) / 52, year: 1 };
    let income = 0;
    for (const field of form.querySelectorAll("input[name^='amount_']")) {
      const given = amount(text(field.name));
      if (given !== 0) income += given * times[text(field.name.replace("amount_", "period_"))];
    }
    const pay = Math.max(income - amount(text("costs")), 0);
    const currency = text("currency");
    if (!(income > 0) || !Number.isFinite(pay)) { output.textContent = ""; return; }
    const style = currency ? { style: "currency", currency } : {};
    const say = (value, digits) => value.toLocaleString(document.documentElement.lang, { ...style, useGrouping: true, minimumFractionDigits: digits, maximumFractionDigits: digits });
    const hourly = pay / (hours * weeks);
    const words = Number.isFinite(hourly) ? output.dataset.both : output.dataset.year;
    output.textContent = words.replace("{year}", say(pay, 0)).replace("{hour}", say(hourly, 2));
  };
  form.addEventListener("input", add);
  form.addEventListener("change", add);
  add();
})();
