// The page's part in keeping the book for readers without a network: starts the worker,
// tells it that the page was visited, says that a new version is there, and on the
// index offers to keep all. Its own name says of which version the page is.

const [, version] = /-(\w+)\.js/.exec(import.meta.url);
// After so many milliseconds without a word a worker is taken for stopped.
const PATIENCE = 65_000;

// Asks a worker for a deed. `told` hears how far it is.
function ask(worker, deed, told = () => {}) {
    return new Promise((answer, fail) => {
        const { port1, port2 } = new MessageChannel();
        let timer;
        const wait = () => {
            clearTimeout(timer);
            timer = setTimeout(fail, PATIENCE, new Error("it was interrupted"));
        };
        port1.onmessage = ({ data }) => {
            wait();
            if (!data.isDone) return told(data);
            clearTimeout(timer);
            port1.close();
            if (data.error) fail(new Error(data.error));
            else answer(data);
        };
        wait();
        worker.postMessage({ deed, version }, [port2]);
    });
}

// The worker once it is installed. A browser that keeps nothing installs none.
function installed(worker) {
    return new Promise((done, fail) => {
        const look = () => {
            if (worker.state === "redundant") fail(new Error("it cannot be installed"));
            else if (worker.state !== "installing") done(worker);
        };
        worker.addEventListener("statechange", look);
        look();
    });
}

// Tells each worker once that the page was visited: that of the page's own version
// keeps it. If the newest is of another, the page is an old one.
const greeted = new WeakSet();
function greet(registration) {
    const newest = () => registration.installing ?? registration.waiting ?? registration.active;
    for (const worker of [registration.active, registration.waiting, registration.installing]) {
        if (!worker || greeted.has(worker)) continue;
        greeted.add(worker);
        installed(worker)
            .then(() => ask(worker, "visit"))
            .then((answer) => answer.version !== version && worker === newest() && announce())
            .catch(() => {}); // then the page is not kept, and as readable as before
    }
}

// There is no style sheet for what few readers see: it would be loaded by all.
function button(words, press) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", press);
    return dress(made, {
        minHeight: "44px",
        padding: "6px 16px",
        border: "1px solid var(--edge)",
        borderRadius: "6px",
        background: "var(--paper)",
        font: "inherit",
        color: "inherit",
        cursor: "pointer",
    });
}

function dress(element, style) {
    Object.assign(element.style, style);
    return element;
}

function statusLine() {
    const line = document.createElement("span");
    line.setAttribute("role", "status");
    return line;
}

// A line at the foot of the window. Nothing is loaded anew unless the reader does it:
// a run that plays goes on with the engine that it has.
function announce() {
    if (document.getElementById("new-version")) return;
    const line = dress(document.createElement("section"), {
        position: "fixed",
        inset: "auto 0 0",
        zIndex: 200,
        display: "flex",
        flexWrap: "wrap",
        gap: "8px 16px",
        alignItems: "center",
        justifyContent: "center",
        padding: "8px 16px",
        borderTop: "1px solid var(--edge)",
        background: "var(--panel)",
        color: "var(--ink)",
        font: "0.9em var(--sans)",
    });
    line.id = "new-version";
    line.setAttribute("aria-label", "New version");
    const words = statusLine();
    const reload = button("Reload", () => location.reload());
    line.append(words, reload, button("Not now", () => line.remove()));
    document.body.append(line);
    // What stands in a status from its beginning is not read out.
    setTimeout(() => (words.textContent = "A new version of the book is there. Reload to read it."), 100);
    addEventListener("beforeprint", () => line.remove());
}

const KEPT = "The whole book is kept in this browser.";
const REMOVED = "The copy is removed. Pages that you open are kept again.";
const REFUSED = "This browser keeps nothing of the book, as some do in private windows.";

// The button that keeps all or removes it, and what comes of it. `newest` gives the
// worker to ask.
class Offer {
    constructor(box, newest) {
        this.box = box;
        this.newest = newest;
        this.button = button("", () => this.act());
        this.status = statusLine();
        this.progress = document.createElement("progress");
        this.progress.setAttribute("aria-label", "How much is loaded");
        this.progress.hidden = true;
        this.isBusy = false;
    }

    async open() {
        this.show(await ask(this.newest(), "state"));
        dress(this.box, { display: "flex", flexWrap: "wrap", gap: "8px 16px", alignItems: "center" });
        dress(this.box, { fontFamily: "var(--sans)", fontSize: "0.9em" });
        this.box.replaceChildren(this.button, this.progress, this.status);
        if (this.deed === "remove") this.say(KEPT);
    }

    show({ bytes, isWhole }) {
        this.deed = isWhole ? "remove" : "keep";
        this.button.textContent = isWhole
            ? "Remove the offline copy"
            : `Keep the whole book offline · ${(bytes / 1e6).toFixed(1)} MB`;
    }

    say(words) {
        this.status.textContent = words;
    }

    async act() {
        if (this.isBusy) return;
        this.begin();
        try {
            const told = ({ bytes, all }) => (this.progress.value = bytes / all);
            const { deed } = this;
            this.show(await ask(this.newest(), deed, told));
            this.say(deed === "keep" ? KEPT : REMOVED);
        } catch ({ message }) {
            this.say(`That did not work: ${message}. What is kept so far stays.`);
            await ask(this.newest(), "state").then((state) => this.show(state), () => {});
        }
        this.end();
    }

    begin() {
        this.isBusy = true;
        // Not `disabled`, which would take the focus away.
        this.button.setAttribute("aria-disabled", true);
        if (this.deed === "remove") return;
        this.progress.removeAttribute("value");
        this.progress.hidden = false;
        this.say("Loading …");
        // Not to be cleared when space is short. The browser may say no.
        navigator.storage?.persist?.().catch(() => {});
    }

    end() {
        this.isBusy = false;
        this.button.removeAttribute("aria-disabled");
        this.progress.hidden = true;
    }
}

async function start() {
    const worker = new URL("offline.js", import.meta.url);
    const registration = await navigator.serviceWorker.register(worker);
    const look = async () => {
        // Fails without a network: then what is here is the newest that is known.
        if (registration.active) await registration.update().catch(() => {});
        greet(registration);
    };
    registration.addEventListener("updatefound", () => greet(registration));
    // A page may be open for days.
    document.addEventListener("visibilitychange", () => document.hidden || look());
    await look();
    return registration;
}

const box = document.getElementById("keep-offline");
start()
    .then(async (registration) => {
        if (!box) return;
        const newest = () => registration.waiting ?? registration.active;
        await installed(newest() ?? registration.installing);
        await new Offer(box, newest).open();
    })
    .catch(() => box && (box.textContent = REFUSED));
