/** wait counts the seconds of `data-wait` down. It is there to be seen, and is never read out. */
export function wait(at: HTMLElement, off: AbortSignal): void {
  const end = Date.now() + Number(at.dataset.wait) * 1000;
  const timer = setInterval(() => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    at.textContent = String(left);
    if (left === 0) clearInterval(timer);
  }, 1000);
  off.addEventListener("abort", () => clearInterval(timer));
}
