// Runs before the first paint, so that a chosen theme does not flash. A file of its own: the page's policy forbids inline scripts.
try {
  const theme = localStorage.getItem("foureyes.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is switched off; the system's choice holds.
}
