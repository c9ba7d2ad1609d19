/** The longest file that is read, in bytes. */
const most = 5 << 20;

/**
 * reading puts the text of a chosen file into the field that its `data-reads`
 * names, and sends the form; the file itself stays where it is.
 */
export function reading(root: Document): void {
  root.addEventListener("change", (event) => {
    const input = event.target as HTMLInputElement;
    const area = root.getElementById(input.dataset?.reads ?? "") as HTMLTextAreaElement | null;
    const file = input.files?.[0];
    if (!area || !file) return;
    void file.slice(0, most + 1).text().then((text) => {
      area.value = text;
      input.value = "";
      area.form?.requestSubmit();
    });
  });
}
