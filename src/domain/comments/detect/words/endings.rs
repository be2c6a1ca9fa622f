//! What may follow a stem in a word of its language.
//!
//! A word fits a stem when the rest of it is a chain of endings: Kyrgyz hangs them on one another, Russian and English do
//! so less. The chain is found in one pass over the rest, without going back.

use std::sync::LazyLock;

use super::Tongue;
use super::letters::{cyrillic, transliterate};

/// Kyrgyz: number, possession, case, person, and what makes nouns and verbs of each other; each in all its harmonies.
const KYRGYZ: &str = "лар лер лор дар дер дор тар тер тор \
    м ым им ум үм н ын ин ун үн ң ың иң уң үң ңыз ңиз ңуз ңүз ыңыз иңиз уңуз үңүз ңар ңер ыңар иңер уңар үңөр \
    быз биз буз бүз пыз пиз ыбыз ибиз убуз үбүз сы си су сү ы и у ү \
    нын нин нун нүн дын дин дун дүн тын тин тун түн га ге го гө ка ке ко кө на не но нө а е о ө \
    ны ни ну нү ды ди ду дү ты ти ту тү да де до дө та те то тө дан ден дон дөн тан тен тон төн нан нен нон нөн \
    мын мин мун мүн сын син сун сүн сың сиң суң сүң сыз сиз суз сүз сыңар сиңер суңар сүңөр \
    дай дей дой дөй тай тей той төй лык лик лук лүк дык дик дук дүк тык тик тук түк чы чи чу чү ча че чо чө \
    луу лүү дуу дүү туу түү суз кан кен кон көн ган ген гон гөн ып ип уп үп п ар ер ор өр р \
    ба бе бо бө па пе по пө й ай ей ой өй йт йсың йсиң йсыз йм аң ең са се со сө сам саң т л ш гыла гиле гула гүлө кыла \
    киле оо өө уу үү гыдай дагы деги доогу бы би бу бү пы пи мы эле го гана лап леп дап деп";

/// Russian: endings of nouns, adjectives and verbs, and what makes smaller ones, persons and qualities of them.
const RUSSIAN: &str = "а я о е у ю ы и ь ой ей ою ею ом ем ам ям ами ями ах ях ов ев ий ый ья ье ьи ью \
    ого его ому ему ым им ых их ыми ими ая яя ую юю ое ее ые ие н на но ны ен енн нн ть ти т л ла ло ли ся сь \
    ешь ишь ет ит ут ют ат ят ете ите ем им йте те ши вши вш щи ущ ющ ащ ящ в \
    ск ств к ка ки ку ек ок ик ник чик щик ец иц нк ц ищ ищи еньк оньк ишк ушк юшк ечк очк ин ист ичн ическ оват еват \
    ива ыва ова ева нул ну анул ан ян";

const ENGLISH: &str = "s es ed d er ers ing ings in y ies ier iest ish ity ly est ness n en ery able r z or";

/// The endings of one alphabet, in their order.
struct Endings(Vec<Vec<char>>);

impl Endings {
    fn of(text: &str, spell: fn(&[char], &mut Vec<char>)) -> Self {
        let folded = |ending: &str| {
            let mut spelt = Vec::new();
            spell(&ending.chars().map(cyrillic).collect::<Vec<char>>(), &mut spelt);
            spelt
        };
        let mut endings: Vec<Vec<char>> = text.split_whitespace().map(folded).collect();
        endings.retain(|ending| !ending.is_empty());
        endings.sort_unstable();
        endings.dedup();
        Self(endings)
    }

    /// Those that begin with the first of these letters.
    fn beginning(&self, letters: &[char]) -> &[Vec<char>] {
        let Some(first) = letters.first() else { return &[] };
        let from = self.0.partition_point(|ending| ending.first() < Some(first));
        let to = self.0.partition_point(|ending| ending.first() <= Some(first));
        self.0.get(from..to).unwrap_or_default()
    }

    /// Whether the rest of a word is a chain of these; `rest` has at most 63 letters.
    fn chain(&self, rest: &[char]) -> bool {
        // Bit i: the first i letters are a chain.
        let mut reached: u64 = 1;
        for at in 0..rest.len() {
            if reached & (1 << at) == 0 {
                continue;
            }
            let ahead = rest.get(at..).unwrap_or_default();
            for ending in self.beginning(ahead).iter().filter(|ending| ahead.starts_with(ending)) {
                reached |= 1 << (at + ending.len());
            }
        }
        reached & (1 << rest.len()) != 0
    }
}

static CYRILLIC: LazyLock<[Endings; 2]> =
    LazyLock::new(|| [KYRGYZ, RUSSIAN].map(|text| Endings::of(text, |ending, made| made.extend(ending))));
static COARSE: LazyLock<[Endings; 2]> =
    LazyLock::new(|| [KYRGYZ, RUSSIAN].map(|text| Endings::of(text, transliterate)));
static LATIN: LazyLock<Endings> = LazyLock::new(|| {
    let mut endings: Vec<Vec<char>> = ENGLISH.split_whitespace().map(|ending| ending.chars().collect()).collect();
    endings.sort_unstable();
    Endings(endings)
});

/// The longest rest that is looked at, in letters: longer chains are no words.
const LONGEST: usize = 24;

/// Kyrgyz endings are looked for behind Russian stems of so many letters: shorter ones are the beginnings of other words.
const BORROWED: usize = 4;

/// Whether a rest may follow a stem of so many letters of this language; `is_coarse` says that it is written in Latin letters in the coarse form.
pub(super) fn fit(tongue: Tongue, is_coarse: bool, stem: usize, rest: &[char]) -> bool {
    if rest.is_empty() {
        return true;
    }
    if rest.len() > LONGEST {
        return false;
    }
    let [kyrgyz, russian] = if is_coarse { &*COARSE } else { &*CYRILLIC };
    match tongue {
        Tongue::Kyrgyz => kyrgyz.chain(rest),
        // Kyrgyz borrows Russian words with endings of its own: «идиоттор».
        Tongue::Russian => russian.chain(rest) || stem >= BORROWED && kyrgyz.chain(rest),
        Tongue::English => LATIN.chain(rest),
    }
}

/// What Russian puts before verbs and what grows from them.
static PREFIXES: LazyLock<Endings> = LazyLock::new(|| {
    let all = "в вз воз вы вс до за из ис изо на над не недо ни о об обо от ото объ отъ пере по под подъ при про пре раз \
        рас разо разъ с со съ у";
    Endings::of(all, |prefix, made| made.extend(prefix))
});

/// The Russian prefixes with which a word begins.
pub(super) fn prefixes(word: &[char]) -> impl Iterator<Item = &'static Vec<char>> {
    PREFIXES.beginning(word).iter().filter(move |prefix| word.starts_with(prefix))
}
