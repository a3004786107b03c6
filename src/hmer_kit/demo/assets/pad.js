// The drawing pad. Gradio runs this with `element`, the pad, and `props`, whose `value` goes to the server: the strokes as
// JSON, each a list of points in pixels of the page, so that the server draws them in the style of the training pictures.
const canvas = element.querySelector("canvas");
const state = element.querySelector(".hmer-state");
const buttons = Object.fromEntries([...element.querySelectorAll("[data-do]")].map((one) => [one.dataset.do, one]));
const context = canvas.getContext("2d");
let strokes = [];
let current = null;

const line = (stroke) => {
  context.beginPath();
  context.moveTo(...stroke[0]);
  if (stroke.length === 1) context.lineTo(stroke[0][0] + 0.1, stroke[0][1]);
  for (const point of stroke.slice(1)) context.lineTo(...point);
  context.stroke();
};

const redraw = () => {
  const scale = window.devicePixelRatio || 1;
  const width = canvas.clientWidth, height = canvas.clientHeight;
  if (!width || !height) return; // on a tab that is not shown
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  Object.assign(context, { lineCap: "round", lineJoin: "round", lineWidth: 3 });
  context.strokeStyle = getComputedStyle(canvas).color;
  for (const stroke of strokes) line(stroke);
};

const tell = () => {
  buttons.undo.disabled = buttons.clear.disabled = !strokes.length;
  const words = strokes.length === 1 ? "1 stroke" : strokes.length + " strokes";
  state.textContent = strokes.length ? words : "Write an expression here.";
  props.value = JSON.stringify(strokes);
};

const place = (event) => {
  const box = canvas.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top].map((value) => Math.round(value * 10) / 10);
};

canvas.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || current) return;
  event.preventDefault();
  canvas.setPointerCapture(event.pointerId);
  current = { pointer: event.pointerId, points: [place(event)] };
  strokes.push(current.points);
  line(current.points);
});
canvas.addEventListener("pointermove", (event) => {
  if (!current || event.pointerId !== current.pointer) return;
  const events = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
  for (const each of events.length ? events : [event]) {
    const last = current.points[current.points.length - 1], point = place(each);
    if (point[0] === last[0] && point[1] === last[1]) continue;
    current.points.push(point);
    line([last, point]);
  }
});
const lift = (event) => {
  if (!current || event.pointerId !== current.pointer) return;
  current = null;
  tell();
};
canvas.addEventListener("pointerup", lift);
canvas.addEventListener("pointercancel", lift);
buttons.undo.addEventListener("click", () => {
  strokes.pop();
  redraw();
  tell();
});
buttons.clear.addEventListener("click", () => {
  strokes = [];
  redraw();
  tell();
});
new ResizeObserver(redraw).observe(canvas);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(redraw, 50));
redraw();
