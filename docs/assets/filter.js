// The field on the page of all rules: it shows the rows that hold every word in it.
const field = document.querySelector("input.filter");
if (field) {
  const tables = [...document.querySelectorAll("article table")];
  const text = (row) =>
    [row.textContent, ...[...row.querySelectorAll("[title]")].map((each) => each.title)].join(" ").toLowerCase();
  const filter = () => {
    const words = field.value.toLowerCase().split(/\s+/);
    for (const table of tables) {
      const rows = [...table.tBodies[0].rows];
      for (const row of rows) row.hidden = !words.every((word) => text(row).includes(word));
      const section = table.closest(".md-typeset__scrollwrap") ?? table;
      section.hidden = section.previousElementSibling.hidden = rows.every((row) => row.hidden);
    }
  };
  field.hidden = false;
  field.addEventListener("input", filter);
  filter();
}
