// The button that copies the LaTeX. Where a page may not write to the clipboard, as on plain HTTP from another computer,
// the text is selected instead.
element.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-do=copy]");
  if (!button) return;
  const text = button.parentElement.querySelector("code");
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(text);
    button.textContent = "Selected";
  }
  setTimeout(() => (button.textContent = "Copy"), 1500);
});
