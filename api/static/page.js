// What the server wrote into the page: numbers to call, where "quick leave" leads, how long a talk is kept.
const main = document.getElementById("main");

export const settings = {
  hotlines: JSON.parse(main.dataset.hotlines),
  leaveUrl: main.dataset.leaveUrl,
  keepHours: Number(main.dataset.keepHours),
  session: main.dataset.session || null,
  embedded: document.body.classList.contains("embedded"),
};

export const byId = (id) => document.getElementById(id);

// Said by the screen reader, without moving the focus.
export const announce = (words, urgent) => {
  const region = byId(urgent ? "spoken-now" : "spoken");
  region.textContent = "";
  setTimeout(() => { region.textContent = words; }, 60);
};

export const notice = (words) => {
  byId("notice").hidden = !words;
  byId("notice").textContent = words;
};
