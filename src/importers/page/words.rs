//! The words by which comments, channels and share lines are known, in Russian, Kyrgyz and English; all in lower case.

/// Headings of the comments that need no number beside them.
pub(crate) const COMMENTS: &[&str] = &[
    "комментарии",
    "комментарии читателей",
    "комментарии к новости",
    "все комментарии",
    "комментарийлер",
    "пикирлер",
    "окурмандардын пикирлери",
    "comments",
    "readers comments",
];

/// Headings of the comments that need a number («3 комментария»).
pub(crate) const COUNTED_COMMENTS: &[&str] = &["комментарий", "комментария", "комментариев", "пикир", "comment"];

/// Headings that say that there is no comment.
pub(crate) const NO_COMMENTS: &[&str] =
    &["нет комментариев", "комментариев нет", "комментариев пока нет", "пикир жок", "пикирлер жок", "no comments"];

/// Headings of the comment form.
pub(crate) const COMMENT_FORM: &[&str] = &[
    "оставить комментарий",
    "оставьте комментарий",
    "оставить свой комментарий",
    "добавить комментарий",
    "написать комментарий",
    "ваш комментарий",
    "пикир калтыруу",
    "пикир калтырыңыз",
    "пикириңизди калтырыңыз",
    "пикир кошуу",
    "пикир жазуу",
    "комментарий калтыруу",
    "комментарий жазуу",
    "leave a comment",
    "leave comment",
    "leave your comment",
    "leave a reply",
    "add a comment",
    "add comment",
    "post a comment",
    "write a comment",
];

/// Openings of the channels line.
pub(crate) const CHANNEL_STARTS: &[&str] = &[
    "читайте и смотрите нас",
    "смотрите и читайте нас",
    "читайте нас",
    "смотрите нас",
    "подписывайтесь на нас",
    "подписывайтесь на наш",
    "подпишитесь на нас",
    "подпишитесь на наш",
    "следите за нами",
    "мы в соцсетях",
    "мы в социальных сетях",
    "бизди окуңуз",
    "бизди көрүңүз",
    "бизди окуп",
    "бизге жазылыңыз",
    "биз социалдык тармактарда",
    "read and watch us",
    "watch and read us",
    "read us",
    "watch us",
    "follow us",
    "find us",
];

/// Names of channels; a case ending may follow.
pub(crate) const CHANNEL_NAMES: &[&str] = &[
    "telegram",
    "телеграм",
    "instagram",
    "инстаграм",
    "facebook",
    "фейсбук",
    "twitter",
    "твиттер",
    "youtube",
    "ютуб",
    "whatsapp",
    "ватсап",
    "tiktok",
    "тикток",
    "вконтакте",
    "одноклассник",
    "viber",
    "threads",
    "linkedin",
    "яндекс",
    "дзен",
    "google",
];

/// Names of channels so short that they count only as whole words.
pub(crate) const SHORT_CHANNEL_NAMES: &[&str] = &["vk", "вк", "ok", "ок", "x", "fb", "tg", "rss", "email", "mail"];

/// Words that may stand between names of channels.
pub(crate) const CHANNEL_GLUE: &[&str] = &[
    "в",
    "во",
    "на",
    "и",
    "или",
    "а",
    "также",
    "через",
    "по",
    "e",
    "канал",
    "канале",
    "каналы",
    "каналах",
    "группе",
    "странице",
    "новости",
    "соцсетях",
    "социальных",
    "сетях",
    "сети",
    "нас",
    "наш",
    "смотрите",
    "читайте",
    "жана",
    "менен",
    "да",
    "де",
    "та",
    "те",
    "дан",
    "ден",
    "бизди",
    "биздин",
    "окуңуз",
    "көрүңүз",
    "социалдык",
    "тармактарда",
    "каналыбызга",
    "in",
    "on",
    "and",
    "or",
    "via",
    "with",
    "by",
    "our",
    "us",
    "channel",
    "news",
    "at",
];

/// Openings of a line of share buttons; only names of channels may follow.
pub(crate) const SHARE_STARTS: &[&str] = &[
    "поделиться",
    "поделитесь",
    "поделиться новостью",
    "поделиться ссылкой",
    "поделиться статьей",
    "бөлүшүү",
    "бөлүшүңүз",
    "досторуңуз менен бөлүшүңүз",
    "share",
    "share this",
    "share this article",
    "share this story",
];

/// Tools beside an article, as whole lines.
pub(crate) const TOOLS: &[&str] = &[
    "распечатать",
    "версия для печати",
    "отправить по почте",
    "скопировать ссылку",
    "басып чыгаруу",
    "print",
    "print version",
    "printable version",
    "copy link",
];
