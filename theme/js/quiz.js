// Quizzes: checks answers, explains every option, keeps the answers in this
// browser, and asks again what was wrong. Without it a quiz is still complete:
// each question has its answer folded away below it.
(() => {
    // The print page has all answers folded out.
    if (/(^|\/)print\.html$/.test(location.pathname)) return;

    const book = new URL(path_to_root || "./", document.baseURI).pathname;

    // A browser may refuse to keep anything: then answers last as long as the page.
    // What it has kept may be no answers: a number or a text cannot take any.
    function load(key, read = () => localStorage.getItem(key)) {
        try {
            return { ...JSON.parse(read()) };
        } catch {
            return {};
        }
    }

    // Changes what is kept, as it is now: another tab may have kept more since.
    function keep(key, change) {
        const given = load(key);
        change(given);
        try {
            localStorage.setItem(key, JSON.stringify(given));
        } catch {}
    }

    // A question: open, or answered and explained.
    class Question {
        constructor(form, answered) {
            this.form = form;
            this.radios = [...form.querySelectorAll("input")];
            this.whys = [...form.querySelectorAll(".answer > ol > li")];
            this.button = form.querySelector("button");
            this.verdict = form.querySelector(".verdict");
            this.button.hidden = false;
            form.addEventListener("submit", (event) => {
                event.preventDefault();
                if (this.given) return this.ask(), this.focus();
                const given = this.radios.find((radio) => radio.checked)?.value;
                if (!given) return this.say("Choose an option first."), this.focus();
                this.answer(given);
                // The radios are off now: the focus must not be lost with them.
                this.button.focus();
                answered(this);
            });
        }

        get id() {
            return this.form.id;
        }

        get isRight() {
            const at = this.radios.findIndex((radio) => radio.value === this.given);
            return this.whys[at]?.dataset.verdict === "right";
        }

        ask() {
            this.given = undefined;
            this.button.textContent = "Check";
            this.say("");
            for (const radio of this.radios) {
                radio.checked = radio.disabled = false;
                const option = radio.closest(".option");
                delete option.dataset.verdict;
                option.querySelectorAll(".yours, .why").forEach((said) => said.remove());
            }
        }

        answer(given) {
            this.given = given;
            this.radios.forEach((radio, at) => this.explain(radio, this.whys[at]));
            const right = this.whys.findIndex((why) => why.dataset.verdict === "right");
            const letter = String.fromCharCode(65 + right);
            this.say(this.isRight ? "Right." : `Not this one: ${letter} is right.`);
            this.button.textContent = "Answer again";
        }

        explain(radio, why) {
            radio.checked = radio.value === this.given;
            radio.disabled = true;
            const option = radio.closest(".option");
            option.dataset.verdict = why.dataset.verdict;
            const words = document.createElement("div");
            words.className = "why";
            words.append(...why.cloneNode(true).childNodes);
            option.append(words);
            if (!radio.checked) return;
            const yours = document.createElement("span");
            yours.className = "yours";
            yours.textContent = " (your answer)";
            option.querySelector("label > :last-child").append(yours);
        }

        say(words) {
            this.verdict.textContent = words;
        }

        focus() {
            this.radios[0].focus();
        }
    }

    function button(words, press) {
        const made = document.createElement("button");
        made.type = "button";
        made.textContent = words;
        made.addEventListener("click", press);
        return made;
    }

    function start(quiz) {
        const key = `quiz:${book}${quiz.dataset.page}`;
        const questions = [...quiz.querySelectorAll("form")].map(
            (form) => new Question(form, answered),
        );
        const wrong = () => questions.filter((q) => q.given && !q.isRight);

        const score = document.createElement("p");
        score.setAttribute("role", "status");
        const retest = button("", () => {
            const again = wrong();
            for (const question of questions) question.form.hidden = !again.includes(question);
            for (const question of again) question.ask();
            count();
            again[0].focus();
        });
        const all = button("Show all questions", () => {
            for (const question of questions) question.form.hidden = false;
            count();
            toTop();
        });
        const anew = button("Start over", () => {
            for (const question of questions) {
                question.form.hidden = false;
                question.ask();
            }
            keep(key, (given) => questions.forEach(({ id }) => delete given[id]));
            count();
            toTop();
        });
        const foot = document.createElement("div");
        foot.className = "score";
        foot.append(score, retest, all, anew);

        function toTop() {
            quiz.tabIndex = -1;
            quiz.focus();
        }

        function answered(question) {
            keep(key, (given) => (given[question.id] = question.given));
            count();
        }

        // Shows the answer that is kept, if it is one of the options.
        function show(question, given) {
            const isKnown = question.radios.some((radio) => radio.value === given);
            const hadFocus = question.form.contains(document.activeElement);
            question.ask();
            if (isKnown) question.answer(given);
            if (hadFocus) question.button.focus();
        }

        // What another tab has changed, and no more: this one may be asking again.
        function follow({ key: changed, oldValue, newValue }) {
            if (changed !== key && changed !== null) return;
            const [was, is] = [oldValue, newValue].map((text) => load(key, () => text));
            const others = questions.filter(({ id }) => changed === null || was[id] !== is[id]);
            others.forEach((question) => show(question, is[question.id]));
            count();
        }

        function count() {
            const asked = questions.filter((q) => !q.form.hidden);
            const done = asked.filter((q) => q.given);
            const n_right = done.filter((q) => q.isRight).length;
            const isOver = done.length === asked.length;
            const title = asked.length < questions.length ? "Retest: " : "";
            score.textContent =
                title +
                (isOver
                    ? `${n_right} of ${asked.length} right.`
                    : `${done.length} of ${asked.length} answered, ${n_right} right.`);
            retest.textContent = `Retest what I got wrong (${wrong().length})`;
            retest.hidden = wrong().length === 0;
            all.hidden = asked.length === questions.length;
            anew.hidden = !questions.some((q) => q.given);
        }

        const given = load(key);
        for (const question of questions) show(question, given[question.id]);
        addEventListener("storage", follow);
        count();
        quiz.append(foot);
        quiz.classList.add("live");
        // The book's own keys would leave the page; a key held down answers once.
        quiz.addEventListener("keydown", (event) => {
            event.stopPropagation();
            if (event.key === "Enter" && event.repeat) event.preventDefault();
        });
    }

    document.querySelectorAll(".quiz").forEach(start);
})();
