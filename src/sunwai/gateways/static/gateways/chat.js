// Fetches the bubbles every second, so that an answer appears without a click. The page works without it: reload.
const bubbles = document.querySelector("[data-chat]");

function toTheEnd() {
  bubbles.scrollTop = bubbles.scrollHeight;
}

async function refresh() {
  const answer = await fetch(bubbles.dataset.chat, { credentials: "same-origin" });
  const html = await answer.text();
  if (answer.ok && html !== bubbles.dataset.shown) {
    bubbles.dataset.shown = html;
    bubbles.innerHTML = html;
    toTheEnd();
  }
}

if (bubbles) {
  toTheEnd();
  setInterval(() => refresh().catch(() => undefined), 1000);
}
