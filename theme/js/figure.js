// A figure that is alive: reports to the player what the reader does and when time
// passes. The player changes the page. Nothing here knows about any demo.
const bringToLife = (() => {
    // From this width on a figure is laid out wide, as in the style sheet.
    const WIDE_FROM = 700;

    // Longest time, in milliseconds, that one frame may let pass: after a hidden
    // tab the run goes on where it was.
    const FRAME_MAX = 100;

    // For how many milliseconds a run has to stand still before the address says
    // where. Browsers refuse more than a hundred changes of it in half a minute.
    const SETTLED_AFTER = 400;

    const KEYS =
        "Keys in this figure: space plays and pauses, ← and → go one event back and on, Home " +
        "and End to the start and the end, u undoes, ? shows these lines. In the picture the " +
        "arrow keys go through what can be pressed, Enter shows what may be done to it, Escape " +
        "closes that. Knobs and what scrolls keep the keys that move them.";

    const ACTION_OF_KEY = {
        " ": "play",
        ArrowLeft: "back",
        ArrowRight: "forward",
        Home: "seek:0s",
        End: "seek:1000000000s",
        u: "undo",
        "?": "help",
    };

    // The nearest element around an event's target that a selector fits.
    const around = (event, selector) => event.target.closest?.(selector);

    const isControl = (element) => element.matches("input, select, option");

    // How near in pixels the tops of two marks are that stand in one line.
    const SAME_LINE = 24;

    // Into these a reader types.
    const isTyped = (element) => element.matches("input[type=number], select, option");

    // Whether a table or a log has the focus that this key would scroll.
    const isScrolled = (box, key) =>
        box.matches(".demo-scroll, .demo-log") &&
        ((key.match(/^Arrow(Left|Right)$/) && box.scrollWidth > box.clientWidth) ||
            (key.match(/^(Home|End)$/) && box.scrollHeight > box.clientHeight));

    // What a reader is told of an answer quotes its button.
    function quoteAnswers(figure) {
        for (const question of figure.querySelectorAll(".demo-question")) {
            const answers = question.querySelectorAll("[data-slot=answer]");
            question.querySelector("[data-slot=right]").textContent = "You were right: ";
            question.querySelectorAll("[data-slot=said]").forEach((said, place) => {
                said.textContent = `You said “${answers[place].textContent}”. In this run: `;
            });
        }
    }

    return function bringToLife(figure, player, engine) {
        const still = matchMedia("(prefers-reduced-motion: reduce)");
        const panel = figure.querySelector("[data-slot=panel]");
        const pressed = figure.querySelector("[data-slot=pressed]");
        let isWide = figure.clientWidth >= WIDE_FROM;
        const live = player.mount(engine, figure, isWide);
        quoteAnswers(figure);
        let frame = null; // asked for, while the run plays
        let painted = null; // when the last frame was
        let held = null; // the mark under the pointer when it went down
        let band = null; // the line from there to the pointer
        let hasDragged = false; // so that the click that ends it presses nothing
        let cameFrom = null; // the address when the reader did what it does not say yet
        let settling; // the timer that will write it
        let shown; // the scenario that was brought into sight
        let uncovered; // the pressed mark that was
        let isBroken = false;

        // The window, or the sidebar beside the page, may leave more or less room.
        function fit() {
            const was = isWide;
            isWide = figure.clientWidth >= WIDE_FROM;
            if (isWide === was) return;
            panel.style.height = "";
            work(() => live.tick(0));
        }

        // What is switched off or gone lets the focus fall to the page, whose keys
        // turn its leaves: what was around it takes it. What was taken out and put
        // back, as where a translator was at work, gets it again.
        function keepFocus(focused, box) {
            const isThere = focused.isConnected && !focused.disabled;
            if (isThere && focused === document.activeElement) return;
            const home = isThere ? focused : box.checkVisibility() ? box : figure;
            if (!isThere) home.tabIndex = -1;
            home.focus({ preventScroll: true });
        }

        // Lets the player do something; whether it made sense. One that breaks stays
        // as it is: the rest of the page lives on.
        function work(act) {
            if (isBroken) return false;
            const focused = document.activeElement;
            const box = figure.contains(focused) ? focused.closest("div, figure") : null;
            try {
                live.fit(isWide, still.matches);
                if (act() === false) return false;
                put();
                place();
                showScenario();
                if (box) keepFocus(focused, box);
                if (live.playing()) frame ??= requestAnimationFrame(paint);
                else rest();
                return true;
            } catch (error) {
                isBroken = true;
                showBroken(error);
                throw error;
            }
        }

        function showBroken(error) {
            const message = player.complaint(engine);
            const notice = document.createElement("p");
            notice.className = "demo-broken";
            notice.setAttribute("role", "alert");
            const anchor = document.createElement("a");
            anchor.href = anchor.textContent = `#${player.at_work()}`;
            notice.append(
                `This demo has stopped because of a bug of ours: ${message || error}. ` +
                    "The rest of the page works on. The same run again: ",
                anchor,
            );
            figure.prepend(notice);
            figure.classList.add("broken");
        }

        // The run stands still. The address follows, so that a reload shows what is
        // here now, unless the reader has gone elsewhere in the meantime.
        function rest() {
            painted = null;
            if (cameFrom === null) return;
            clearTimeout(settling);
            settling = setTimeout(() => {
                if (!isBroken && location.href === cameFrom) say(live.link());
                cameFrom = null;
            }, SETTLED_AFTER);
        }

        function say(link) {
            if (location.hash !== `#${link}`) history.replaceState(null, "", `#${link}`);
        }

        function paint(now) {
            frame = null;
            const elapsed = painted === null ? 0 : now - painted;
            painted = now;
            const micros = Math.min(Math.max(elapsed, 0), FRAME_MAX) * 1_000;
            work(() => live.tick(micros));
        }

        function act(action, value = "") {
            if (action === "help") return toggleKeys();
            if (action.startsWith("view:")) keepHeight(action.slice("view:".length));
            use();
            const made = work(() => live.act(action, value));
            if (action === "share" && !isBroken) share();
            return made;
        }

        function toggleKeys() {
            const shown = figure.querySelector(".demo-keys");
            if (shown) return shown.remove();
            const keys = document.createElement("p");
            keys.className = "demo-keys";
            keys.setAttribute("role", "status");
            keys.textContent = KEYS;
            figure.querySelector(".demo-transport").after(keys);
        }

        // The link to this moment, into the address bar and the clipboard. A page
        // that the browser does not trust with the clipboard has none.
        function share() {
            say(live.link());
            navigator.clipboard?.writeText(location.href).catch(() => {});
        }

        // Other views keep the height of the picture: what is below stays there.
        function keepHeight(view) {
            const isLeaving = panel.dataset.view === "picture" && view !== "picture";
            if (isLeaving) panel.style.height = `${panel.getBoundingClientRect().height}px`;
            if (view === "picture") panel.style.height = "";
        }

        const marks = () => [...panel.querySelectorAll("[data-mark]")];
        // A mark may be drawn at two places: the one that is under the pointer is meant.
        const markOf = (id) => {
            const same = marks().filter((mark) => mark.dataset.mark === id);
            return same.find((mark) => mark.matches(":hover")) ?? same[0];
        };

        // Puts words where they belong by properties, which pages may set. The policy
        // of the site refuses attributes, as others could have written them.
        function put() {
            for (const word of figure.querySelectorAll("[data-style]")) word.style = word.dataset.style;
        }

        // Brings the scenario that was chosen into sight, in a row that a finger moves.
        function showScenario() {
            const chosen = figure.querySelector(".demo-scenarios [aria-pressed=true]");
            if (!chosen || chosen === shown) return;
            shown = chosen;
            const row = chosen.parentElement;
            const spare = row.clientWidth - chosen.offsetWidth;
            row.scrollLeft = chosen.offsetLeft - row.offsetLeft - spare / 2;
        }

        // Puts what may be done to the mark that is pressed under the picture, or where
        // that is not on the screen as low as can be seen: it covers nothing of what it
        // changes.
        function place() {
            if (pressed.hidden) return (uncovered = null);
            const transport = figure.querySelector(".demo-transport").offsetHeight;
            const lowest = innerHeight - transport - pressed.offsetHeight;
            uncover(pressed.dataset.for, lowest);
            const { top, height } = pressed.parentElement.getBoundingClientRect();
            pressed.style.top = `${Math.max(0, Math.min(height, lowest - top))}px`;
            figure.style.setProperty("--transport-height", `${transport}px`);
        }

        // Scrolls on if they would lie over the very mark, once for each that is pressed.
        function uncover(id, lowest) {
            if (id === uncovered) return;
            uncovered = id;
            const bottom = markOf(id)?.getBoundingClientRect().bottom ?? 0;
            if (bottom > lowest) scrollBy({ top: bottom - lowest, behavior: "instant" });
        }

        // The marks at a point, the uppermost first. What others lie on gives way to
        // them: a link to a message on its way.
        function marksAt(x, y) {
            const below = document.elementsFromPoint(x, y).map((e) => e.closest("[data-mark]"));
            const here = [...new Set(below)].filter((mark) => mark && panel.contains(mark));
            const firm = here.filter((mark) => mark.dataset.givesWay === undefined);
            return firm.length > 0 ? firm : here;
        }

        function pressAt({ clientX, clientY, target }) {
            const here = marksAt(clientX, clientY);
            if (here.length > 0) act(`press:${here.map((mark) => mark.dataset.mark).join(" ")}`);
            else if (panel.contains(target) && !pressed.hidden) act("close");
        }

        // Goes to the next mark as one reads: line by line, from left to right.
        function walk(step) {
            const found = marks().map((mark) => ({ mark, at: mark.getBoundingClientRect() }));
            const line = ({ at }) => Math.round((at.top + at.height / 2) / SAME_LINE);
            found.sort((a, b) => line(a) - line(b) || a.at.left - b.at.left);
            const here = found.findIndex(({ mark }) => mark === document.activeElement);
            const next = here < 0 ? 0 : (here + step + found.length) % found.length;
            found[next]?.mark.focus({ preventScroll: true });
        }

        // Keys in the picture; whether this was one.
        function pressInPicture(key, target) {
            const { mark } = target.dataset;
            if (key.startsWith("Arrow")) {
                walk(key === "ArrowRight" || key === "ArrowDown" ? 1 : -1);
            } else if (mark !== undefined && (key === "Enter" || key === " ")) {
                act(`press:${mark}`);
                pressed.querySelector("button:not(.close)")?.focus();
            } else return false;
            return true;
        }

        // Does it, and goes back to the mark if nothing more is offered.
        function doToPressed(action) {
            const { for: id } = pressed.dataset;
            act(action);
            if (pressed.hidden) markOf(id)?.focus({ preventScroll: true });
        }

        // Closes what may be done to a mark and goes back to it.
        function leavePressed() {
            const { for: id } = pressed.dataset;
            act("close");
            markOf(id)?.focus({ preventScroll: true });
        }

        // A slider reports while it moves, at the stop that it is at.
        function slide(event) {
            const slider = around(event, "input[type=range]");
            if (!slider) return;
            const stops = slider.dataset.stops?.split(" ");
            act(slider.dataset.action, stops ? stops[slider.value] : slider.value);
        }

        // Another control has been set. What makes no sense is put right.
        function choose(event) {
            const control = around(event, "[data-action]");
            if (!control) return;
            // All that a slider was moved is one change.
            const action = control.type === "range" ? "settle" : control.dataset.action;
            const value =
                control.type === "checkbox" ? `${control.checked}` : control.value;
            if (act(action, value) === false && control.type === "number") {
                control.value = control.getAttribute("value");
            }
        }

        // Keys belong to the figure while it has the focus: the book's own keys
        // would leave the page.
        function press(event) {
            event.stopPropagation();
            if (event.ctrlKey || event.metaKey || event.altKey) return;
            const { key, target } = event;
            const { action } = target.dataset;
            if (key === "Escape" && !pressed.hidden) return leavePressed();
            if (target.closest(".demo-picture") && pressInPicture(key, target)) {
                return event.preventDefault();
            }
            const isPressed = key === "Enter" || key === " ";
            let does = ACTION_OF_KEY[key];
            if (isPressed && target.getAttribute("role") === "button") does = action;
            else if (isTyped(target)) return;
            else if (isControl(target) && action !== "scrub" && !"u?".includes(key)) return;
            else if (key === " " && target.matches("button, summary")) return;
            else if (isScrolled(target, key)) return;
            if (does === undefined) return;
            event.preventDefault();
            if (!event.repeat || key.startsWith("Arrow")) act(does);
        }

        // The mark under a pointer, and where in it the pointer is, in thousandths.
        // A touch keeps its first target: ask what lies below it now.
        function grip({ clientX, clientY }) {
            const below = document.elementFromPoint(clientX, clientY);
            const mark = below?.closest("[data-grip]");
            if (!mark) return null;
            const { left, top, width, height } = mark.getBoundingClientRect();
            const share = (at, size) =>
                Math.min(Math.max((at * 1_000) / Math.max(size, 1), 0), 1_000);
            const place = [share(clientX - left, width), share(clientY - top, height)];
            return { mark: mark.dataset.grip, place, x: clientX, y: clientY };
        }

        // A line from where a mark was taken to where the pointer is.
        function stretch({ clientX, clientY }) {
            if (!held) return;
            const { left, top } = figure.getBoundingClientRect();
            if (!band) {
                band = document.createElementNS("http://www.w3.org/2000/svg", "svg");
                band.setAttribute("class", "demo-band");
                band.setAttribute("aria-hidden", "true");
                band.innerHTML = `<line x1="${held.x - left}" y1="${held.y - top}"/>`;
                figure.append(band);
            }
            band.firstChild.setAttribute("x2", clientX - left);
            band.firstChild.setAttribute("y2", clientY - top);
        }

        function letGo() {
            held = null;
            band?.remove();
            band = null;
        }

        function drop(event) {
            const [from, to, isMoved] = [held, grip(event), band !== null];
            letGo();
            if (!from || !to || !isMoved) return;
            use();
            const before = live.link();
            work(() => live.drag(from.mark, ...from.place, to.mark, ...to.place));
            hasDragged = live.link() !== before;
        }

        // The reader does something: the address is this figure's.
        function use() {
            cameFrom = location.href;
        }

        function pause() {
            if (!isBroken && live.playing()) work(() => live.act("pause", ""));
        }

        // What may be done to a mark is not offered beside another part of the page.
        function close() {
            if (!pressed.hidden) work(() => live.act("close", ""));
        }

        // A browser may have kept what the reader did before the page was left.
        for (const input of figure.querySelectorAll("input")) {
            input.checked = input.defaultChecked;
        }
        figure.addEventListener("click", (event) => {
            if (hasDragged && event.detail > 0) return;
            const element = around(event, "[data-action]");
            if (element?.closest("[data-slot=pressed]")) doToPressed(element.dataset.action);
            else if (element && !isControl(element)) act(element.dataset.action);
            else if (!element) pressAt(event);
        });
        figure.querySelector(".demo-all").addEventListener("toggle", ({ target }) => {
            act(target.open ? "list:open" : "list:shut");
        });
        figure.addEventListener("input", slide);
        figure.addEventListener("change", choose);
        figure.addEventListener("keydown", press);
        figure.addEventListener("pointerdown", (event) => {
            held = grip(event);
            hasDragged = false;
        });
        figure.addEventListener("pointermove", stretch);
        figure.addEventListener("pointerup", drop);
        figure.addEventListener("pointercancel", letGo);
        figure.addEventListener("pointerleave", letGo);
        new ResizeObserver(() => requestAnimationFrame(fit)).observe(figure);
        document.addEventListener("visibilitychange", () => {
            if (document.hidden) pause();
        });
        new IntersectionObserver((entries) => {
            if (entries.at(-1).isIntersecting) return;
            close();
            pause();
        }).observe(figure);
        document.addEventListener("pointerdown", ({ target }) => {
            if (!figure.contains(target)) close();
        });
        figure.classList.add("live");
        return {
            restore(query) {
                panel.style.height = "";
                work(() => live.act("restore", query));
            },
        };
    };
})();
