// Hears what the browser refuses from the very beginning, asks axe-core once the
// page stands, and leaves the answers in the page for the program to read.
(() => {
  const refused = [];
  addEventListener("securitypolicyviolation", (e) => refused.push(`${e.violatedDirective}: ${e.blockedURI} ${e.sourceFile ?? ""}`));
  addEventListener("error", (e) => refused.push(String(e.message || (e.target && (e.target.src || e.target.href)))), true);
  addEventListener("unhandledrejection", (e) => refused.push(String(e.reason)));
  addEventListener("load", async () => {
    await document.fonts.ready;
    const root = document.documentElement;
    const answer = await axe.run(document, { resultTypes: ["violations"] });
    const pre = document.createElement("pre");
    pre.id = "look-report";
    pre.hidden = true;
    pre.textContent = JSON.stringify({
      Violations: answer.violations,
      Refused: refused,
      Sideways: Math.max(0, root.scrollWidth - root.clientWidth),
    });
    document.body.append(pre);
  });
})();
