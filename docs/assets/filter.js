// The field on the page of all rules: it leaves the rows that have every word in it, in their cells or in the
// other names of their rules.
const field = document.querySelector("input.filter");
if (field) {
  const sections = [...document.querySelectorAll("section.rules")];
  const text = (row) => `${row.textContent} ${row.querySelector("[title]").title}`.toLowerCase();
  const filter = () => {
    const words = field.value.toLowerCase().split(/\s+/);
    for (const section of sections) {
      const rows = [...section.querySelectorAll("tbody tr")];
      for (const row of rows) row.hidden = !words.every((word) => text(row).includes(word));
      section.hidden = rows.every((row) => row.hidden);
    }
  };
  field.hidden = false;
  field.addEventListener("input", filter);
  filter();
}
