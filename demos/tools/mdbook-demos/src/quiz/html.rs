//! A quiz as a form of HTML. It reads well as it is; `theme/js/quiz.js` makes it
//! check answers.

use super::{Choice, Question, Quiz, Verdict};
use crate::demo::escape;

impl Quiz {
    /// The quiz on a line of its own.
    pub fn html(&self) -> String {
        let n_questions = self.questions.len();
        let mut html = format!(
            "\n<div class=\"quiz\" role=\"group\" aria-label=\"Quiz\" data-page=\"{}\">",
            escape(&self.page)
        );
        for (place, question) in self.questions.iter().enumerate() {
            html += &question.html(place + 1, n_questions);
        }
        html + "</div>\n"
    }
}

impl Question {
    /// A form. Its method does nothing by itself: without the script Enter must
    /// not reload the page.
    fn html(&self, place: usize, n_questions: usize) -> String {
        let Question { id, ask: (ask, more), .. } = self;
        let choice = |(at, choice): (usize, &Choice)| choice.html(id, at);
        let choices: String = self.options.iter().enumerate().map(choice).collect();
        let whys: String = self.options.iter().map(Choice::why_html).collect();
        format!(
            "<form class=\"question\" id=\"{id}\" method=\"dialog\" \
             autocomplete=\"off\"><fieldset><legend><span class=\"place\">Question \
             {place} of {n_questions}</span> {ask}</legend>{more}{choices}\
             </fieldset><p class=\"verdict\" role=\"status\"></p>\
             <p class=\"act\"><button type=\"submit\" hidden>Check</button>{demo}</p>\
             <details class=\"answer\"><summary>Answer and explanations</summary>\
             <ol type=\"A\">{whys}</ol></details></form>",
            demo = self.demo_html(),
        )
    }

    /// Leads to the figure; the script adds the state, which only it can open.
    fn demo_html(&self) -> String {
        let Some((figure, _)) = &self.demo else { return String::new() };
        let (id, state) = (&figure.id, escape(&figure.start));
        format!(
            "<a class=\"open\" href=\"#{id}\" data-state=\"{state}\">Open it in \
             the figure</a>"
        )
    }
}

impl Choice {
    fn html(&self, question: &str, at: usize) -> String {
        let Choice { id, text, .. } = self;
        let letter = char::from(b'A' + at as u8);
        format!(
            "<div class=\"option\"><label><input type=\"radio\" name=\"{question}\" \
             value=\"{id}\"> <span class=\"letter\">{letter}</span> \
             <span>{text}</span></label></div>"
        )
    }

    fn why_html(&self) -> String {
        let (verdict, words) = match self.verdict {
            Verdict::Right => ("right", "Right."),
            Verdict::Wrong => ("wrong", "Wrong."),
        };
        let why = match self.why.strip_prefix("<p>") {
            Some(rest) => format!("<p><strong>{words}</strong> {rest}"),
            None => format!("<p><strong>{words}</strong></p>{}", self.why),
        };
        format!("<li data-verdict=\"{verdict}\">{why}</li>")
    }
}
