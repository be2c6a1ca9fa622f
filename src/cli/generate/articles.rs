//! Generated articles: headline, lead and body of templates, with a dateline in the styles that agencies print.

use chrono::Datelike;

use super::chance::{Chance, Zipf};
use super::people::{self, AUTHORS, Person, TAGGED};
use super::plan::{Kind, Plan, Relation, Slot};
use super::words::{Filling, PlaceWords, Tongue, Topic, Words, capital};
use crate::domain::articles::{ArticleProfile, ArticleRights, InfoSource, NewArticle, NewBody, TranslationSource};
use crate::domain::ids::{ArticleNoun, MediaId};
use crate::domain::media::{MediaRole, NewArticleMedia};
use crate::domain::text::slug;
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::usecases::articles::Given;

/// Length of a headline in characters.
const HEADLINE: std::ops::RangeInclusive<usize> = 60..=110;
/// Day and hour in seconds.
const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;

/// All of which articles are made.
#[derive(Debug)]
pub(super) struct World {
    pub(super) plan: Plan,
    pub(super) words: Words,
    pub(super) people: Vec<Person>,
    /// The pictures that the articles share.
    pub(super) pictures: Vec<MediaId>,
    places: Zipf,
    topics: Zipf,
    tagged: Zipf,
}

/// The choices of one article.
struct Story<'a> {
    tongue: Tongue,
    place: &'a PlaceWords,
    topic: &'a Topic,
    at: Instant,
}

impl World {
    pub(super) fn new(plan: Plan) -> Result<Self> {
        let words = Words::read()?;
        let people = people::all(&words, &plan.root);
        let (places, topics) = (Zipf::new(words.places.len()), Zipf::new(words.topics.len()));
        Ok(Self { plan, words, people, pictures: Vec::new(), places, topics, tagged: Zipf::new(TAGGED) })
    }

    /// The language of an article: of a translation the one after that of its source.
    pub(super) fn tongue(&self, slot: Slot) -> Tongue {
        match self.plan.source(slot.number) {
            Some((source, Relation::Translation)) => self.own_tongue(source.number).next(),
            Some((source, Relation::Sequel)) => self.own_tongue(source.number),
            None => self.own_tongue(slot.number),
        }
    }

    fn own_tongue(&self, number: usize) -> Tongue {
        match Chance::of(&self.plan.root, "language", number).below(10) {
            0..4 => Tongue::Ru,
            4..7 => Tongue::Ky,
            _ => Tongue::En,
        }
    }

    /// The article in this slot.
    ///
    /// # Errors
    /// When the file of words has an empty list.
    pub(super) fn article(&self, slot: Slot) -> Result<Given> {
        let source = self.plan.source(slot.number);
        // A translation makes the choices of its source, and so tells the same.
        let choices = source.filter(|(_, relation)| *relation == Relation::Translation).map_or(slot, |(slot, _)| slot);
        let chance = &mut Chance::of(&self.plan.root, "article", choices.number);
        let story = self.story(slot, chance)?;
        let headline = self.headline(&story, chance)?;
        let lead = chance.percent(60).then(|| self.sentence(&story, chance, &story.topic.words(story.tongue).facts));
        let body = self.body(&story, &headline, chance);
        let mut article = NewArticle {
            lead,
            section: Some(story.topic.section.clone()),
            tags: self.tags(&story, chance),
            authors: self.authors(chance),
            media: self.pictures(slot),
            published: Some(slot.at),
            ed_note: chance.percent(2).then(|| "Generated: check nothing.".to_owned()),
            ..NewArticle::of(story.tongue.lang(), headline, body)
        };
        if chance.percent(10) {
            article.byline = chance.pick(&self.people).map(|person| person.name(story.tongue).to_owned());
        }
        self.set_instants(slot, &mut article, chance);
        self.set_details(slot, &mut article);
        if let Some((source, relation)) = source {
            let id = self.plan.id::<ArticleNoun>(source.at, source.number).to_string();
            match relation {
                Relation::Translation => article.translation_of = Some(TranslationSource { id, version: Some(1) }),
                Relation::Sequel => article.evolved_from = Some(id),
            }
        }
        let created = slot.at.plus_seconds(-seconds(chance, 4 * HOUR));
        Ok(Given { id: self.plan.id(slot.at, slot.number), created, article })
    }

    /// What some articles have and others do not, by a chance of its own: the rest of the article stays as it was.
    fn set_details(&self, slot: Slot, article: &mut NewArticle) {
        let chance = &mut Chance::of(&self.plan.root, "details", slot.number);
        article.profile = match chance.below(20) {
            0 | 1 => ArticleProfile::Brief,
            2 => ArticleProfile::Alert,
            3 => ArticleProfile::Factbox,
            _ => ArticleProfile::Article,
        };
        article.urgency = i32::try_from(1 + chance.below(9)).ok().filter(|urgency| *urgency < 9);
        if chance.percent(30) {
            article.short_headline = article.headline.split(':').next().map(str::to_owned);
        }
        if chance.percent(10) {
            let further = chance.pick(&self.words.topics).map(|topic| topic.section.clone());
            article.sections =
                further.into_iter().filter(|further| article.section.as_ref() != Some(further)).collect();
        }
        if chance.percent(15) {
            let name = chance.pick(&self.people).map(|person| person.name(self.tongue(slot)).to_owned());
            article.info_sources = name.map(|name| InfoSource { name, role: None, url: None }).into_iter().collect();
        }
        if chance.percent(20) {
            let rights =
                ArticleRights { credit_text: Some("Тоо-Пресс".to_owned()), ..ArticleRights::default() };
            article.rights = Some(rights);
        }
    }

    fn set_instants(&self, slot: Slot, article: &mut NewArticle, chance: &mut Chance) {
        let later =
            |chance: &mut Chance, days: i64| Some(self.plan.end().plus_seconds(HOUR + seconds(chance, days * DAY)));
        match self.plan.kind(slot) {
            Kind::Draft => article.published = None,
            Kind::Scheduled => article.published = later(chance, 90),
            Kind::Embargoed => article.embargoed_until = later(chance, 30),
            Kind::Passing => article.expires = Some(slot.at.plus_seconds(7 * DAY + seconds(chance, 60 * DAY))),
            Kind::Plain => {}
        }
    }

    fn story(&self, slot: Slot, chance: &mut Chance) -> Result<Story<'_>> {
        let empty = || Error::internal("the words of the generator lack a list");
        let place = self.words.places.get(self.places.place(chance)).ok_or_else(empty)?;
        let topic = self.words.topics.get(self.topics.place(chance)).ok_or_else(empty)?;
        Ok(Story { tongue: self.tongue(slot), place, topic, at: slot.at })
    }

    fn fill(&self, story: &Story<'_>, chance: &mut Chance, template: &str) -> String {
        let [_, place] = story.place.words(story.tongue);
        let person = chance.pick(&self.people).map(|person| person.name(story.tongue)).unwrap_or_default();
        let (few, many) = (5 + chance.below(16), 5 * (5 + chance.below(195)));
        Filling { place, person, few, many }.fill(template)
    }

    fn sentence(&self, story: &Story<'_>, chance: &mut Chance, list: &[String]) -> String {
        let template = chance.pick(list).map(String::as_str).unwrap_or_default();
        self.fill(story, chance, template)
    }

    /// What happened where, and a number that makes it another headline than the last one of the subject.
    fn headline(&self, story: &Story<'_>, chance: &mut Chance) -> Result<String> {
        let [_, place] = story.place.words(story.tongue);
        // Nearly every choice has the right length; a hundred misses in a row do not happen.
        for _ in 0..100 {
            let event = self.sentence(story, chance, &story.topic.words(story.tongue).events);
            let tail = self.sentence(story, chance, &self.words.talk(story.tongue).tails);
            let news = match story.tongue {
                Tongue::En => format!("{event} {place}"),
                Tongue::Ky | Tongue::Ru => format!("{place} {event}"),
            };
            let headline = format!("{}: {tail}", capital(&news));
            if HEADLINE.contains(&headline.chars().count()) {
                return Ok(headline);
            }
        }
        Err(Error::internal("the words of the generator make no headline of the right length"))
    }

    /// Paragraphs of two to four sentences, 2 to 5 KB of them, behind the dateline.
    fn body(&self, story: &Story<'_>, headline: &str, chance: &mut Chance) -> NewBody {
        // English takes one byte a letter, so the same sentences are half as long there.
        let span = if story.tongue == Tongue::En { 500 } else { 2_000 };
        let target = 2_100 + chance.place(span);
        let mut sentences = vec![format!("{}.", headline.replace(':', " —"))];
        sentences.push(self.sentence(story, chance, &self.words.talk(story.tongue).openers));
        let (facts, cores) = (&story.topic.words(story.tongue).facts, &self.words.talk(story.tongue).cores);
        let all: Vec<&String> = facts.iter().chain(cores).collect();
        let mut order = chance.shuffled(all.len()).into_iter().cycle();
        let mut length = sentences.iter().map(String::len).sum::<usize>();
        while length < target {
            let Some(template) = order.next().and_then(|place| all.get(place)) else { break };
            let sentence = self.fill(story, chance, template);
            length += sentence.len() + 1;
            sentences.push(sentence);
        }
        let paragraphs = paragraphs(&sentences, chance);
        let head = self.dateline(story, chance);
        if chance.percent(50) {
            return NewBody::of_text(format!("{head}{}", paragraphs.join("\n\n")));
        }
        NewBody::of_html(html(&head, &paragraphs, chance))
    }

    fn tags(&self, story: &Story<'_>, chance: &mut Chance) -> Vec<String> {
        let mut tags = vec![story.place.slug.clone(), story.topic.slug.clone()];
        for _ in 0..chance.below(4) {
            tags.extend(self.people.get(self.tagged.place(chance)).map(Person::slug));
        }
        tags
    }

    /// Two articles in five have a picture, one of a handful.
    fn pictures(&self, slot: Slot) -> Vec<NewArticleMedia> {
        let mut chance = Chance::of(&self.plan.root, "picture", slot.number);
        let has_one = chance.percent(40);
        let picture = chance.pick(&self.pictures).filter(|_| has_one);
        let link = |id: &MediaId| NewArticleMedia { media: id.to_string(), role: MediaRole::Featured, caption: None };
        picture.map(link).into_iter().collect()
    }

    fn authors(&self, chance: &mut Chance) -> Vec<String> {
        let count = match chance.below(10) {
            0 => 0,
            1 => 2,
            _ => 1,
        };
        let newsroom = self.people.get(..AUTHORS).unwrap_or(&self.people);
        (0..count).filter_map(|_| chance.pick(newsroom).map(Person::slug)).collect()
    }

    /// The printed head, of an agency that there is not; one article in twelve has none.
    fn dateline(&self, story: &Story<'_>, chance: &mut Chance) -> String {
        if chance.below(12) == 0 {
            return String::new();
        }
        let [place, _] = story.place.words(story.tongue);
        let day = story.at.date_in(self.plan.zone).naive();
        let month = |names: [&'static str; 12]| {
            let place = usize::try_from(day.month0()).unwrap_or_default();
            names.get(place).copied().unwrap_or_default()
        };
        let short = format!("{:02}.{:02}.{:02}", day.day(), day.month(), day.year().rem_euclid(100));
        match (story.tongue, chance.below(3)) {
            (Tongue::Ru, 0) => format!("{}, {} {}. /Тоо-Пресс/. ", place.to_uppercase(), day.day(), month(RUSSIAN)),
            (Tongue::Ru, 1) => format!("{}, {} {} (Тоо-Пресс) — ", place.to_uppercase(), day.day(), month(RUSSIAN)),
            (Tongue::Ru | Tongue::Ky, _) => format!("{place}, {short}. /Тоо-Пресс/. "),
            (Tongue::En, 0) => format!("{} (Silk Road Wire) — ", place.to_uppercase()),
            (Tongue::En, 1) => {
                format!("{}, {} {} (Silk Road Wire) -- ", place.to_uppercase(), month(ENGLISH), day.day())
            }
            (Tongue::En, _) => format!("{place}, {} {}, {}. /Silk Road Wire/. ", month(ENGLISH), day.day(), day.year()),
        }
    }
}

const RUSSIAN: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];
const ENGLISH: [&str; 12] =
    ["Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."];

/// A number of seconds below this.
fn seconds(chance: &mut Chance, below: i64) -> i64 {
    i64::try_from(chance.below(u64::try_from(below).unwrap_or_default())).unwrap_or_default()
}

fn paragraphs(sentences: &[String], chance: &mut Chance) -> Vec<String> {
    let mut paragraphs = Vec::new();
    let mut rest = sentences;
    while !rest.is_empty() {
        let (now, later) = rest.split_at((2 + chance.place(3)).min(rest.len()));
        paragraphs.push(now.join(" "));
        rest = later;
    }
    paragraphs
}

/// The paragraphs as HTML: now and then a heading, a quotation or a link.
fn html(head: &str, paragraphs: &[String], chance: &mut Chance) -> String {
    let mut html = String::new();
    for (place, paragraph) in paragraphs.iter().enumerate() {
        match (place, chance.below(8)) {
            (0, _) => html.push_str(&format!("<p>{head}{paragraph}</p>\n")),
            (_, 0) => html.push_str(&format!("<blockquote><p>{paragraph}</p></blockquote>\n")),
            (_, 1) => {
                let address = format!("https://example.com/{}", slug::from_text(&chance.below(100_000).to_string()));
                html.push_str(&format!("<p>{paragraph} <a href=\"{address}\">example.com</a></p>\n"));
            }
            (_, 2) => html.push_str(&format!("<p><strong>{paragraph}</strong></p>\n")),
            _ => html.push_str(&format!("<p>{paragraph}</p>\n")),
        }
    }
    html
}
