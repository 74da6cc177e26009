// Small comforts on top of pages that work without them.
document.querySelectorAll("[data-print]").forEach((button) => button.removeAttribute("hidden"));
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) {
    window.print();
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    const source = document.getElementById(copy.dataset.copy);
    navigator.clipboard?.writeText(source.textContent.trim()).then(() => {
      copy.textContent = copy.dataset.done;
    });
  }
});
document.addEventListener("submit", (event) => {
  // The field that finds a subject answers while one types; Enter in it must not lead away from the form.
  if (event.target.id === "find") {
    event.preventDefault();
    return;
  }
  const question = event.submitter?.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    return;
  }
  // What was typed into another form of the page would be gone with it.
  const unsaved = [...document.querySelectorAll("[data-unsaved]")].find(
    (box) => box.dataset.unsaved && !event.target.contains(box) && [...box.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue),
  );
  if (unsaved && !window.confirm(unsaved.dataset.unsaved)) {
    event.preventDefault();
    return;
  }
  // Long work says that it is going on; the answer is the next page.
  const busy = event.submitter?.dataset.busy;
  if (busy) {
    const line = document.createElement("p");
    line.className = "note";
    line.setAttribute("role", "status");
    line.append(document.createElement("progress"), ` ${busy}`);
    event.submitter.after(line);
  }
  // A second click on a slow line must not send twice; the server would refuse it, politely.
  if (event.target.method === "post") {
    setTimeout(() => event.submitter?.setAttribute("disabled", ""), 0);
  }
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("[role=status]:has(progress)").forEach((line) => line.remove());
  document.querySelectorAll("button[disabled]").forEach((button) => button.removeAttribute("disabled"));
});
