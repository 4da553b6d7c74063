"""What an author is told about a verdict, in the six languages.

The judging library must speak without a server's message catalogues, so these few sentences live here.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Messages:
    """The sentences of one language; ``{}`` stands for guidelines' titles, each in quotation marks."""

    approved: str
    referred: str
    rejected: str
    rejected_for_one: str
    rejected_for_many: str
    way_forward: str
    quoted: str
    separator: str


MESSAGES: Final = {
    "en": Messages(
        approved="Your comment has been published exactly as you wrote it.",
        referred="A moderator will read your comment before it is published. Thank you for your patience.",
        rejected="Your comment was not published because it does not meet our guidelines.",
        rejected_for_one="Your comment was not published because it does not meet this guideline: {}.",
        rejected_for_many="Your comment was not published because it does not meet these guidelines: {}.",
        way_forward="You are welcome to write another comment that makes your point within the guidelines.",
        quoted="“{}”",
        separator=", ",
    ),
    "ckb": Messages(
        approved="کۆمێنتەکەت ڕێک بەو شێوەیەی نووسیوتە بڵاو کرایەوە.",
        referred="پێش بڵاوبوونەوە چاودێرێک کۆمێنتەکەت دەخوێنێتەوە. سوپاس بۆ چاوەڕوانیت.",
        rejected="کۆمێنتەکەت بڵاو نەکرایەوە، چونکە لەگەڵ ڕێنماییەکانماندا ناگونجێت.",
        rejected_for_one="کۆمێنتەکەت بڵاو نەکرایەوە، چونکە لەگەڵ ئەم ڕێنماییەدا ناگونجێت: {}.",
        rejected_for_many="کۆمێنتەکەت بڵاو نەکرایەوە، چونکە لەگەڵ ئەم ڕێنماییانەدا ناگونجێت: {}.",
        way_forward="دەتوانیت کۆمێنتێکی دیکە بنووسیت و لە چوارچێوەی ڕێنماییەکاندا بۆچوونەکەت دەرببڕیت.",
        quoted="«{}»",
        separator="، ",
    ),
    "kmr": Messages(
        approved="Şîroveya te tam wek ku te nivîsandiye hat weşandin.",
        referred="Berî weşandinê moderatorek dê şîroveya te bixwîne. Spas ji bo sebra te.",
        rejected="Şîroveya te nehat weşandin, ji ber ku ew bi rêbazên me re li hev nayê.",
        rejected_for_one="Şîroveya te nehat weşandin, ji ber ku ew bi vê rêbazê re li hev nayê: {}.",
        rejected_for_many="Şîroveya te nehat weşandin, ji ber ku ew bi van rêbazan re li hev nayê: {}.",
        way_forward="Tu dikarî şîroveyeke din binivîsî û di çarçoveya rêbazan de ramana xwe bibêjî.",
        quoted="«{}»",
        separator=", ",
    ),
    "ar": Messages(
        approved="نُشر تعليقك كما كتبته تمامًا.",
        referred="سيقرأ أحد المشرفين تعليقك قبل نشره. شكرًا لصبرك.",
        rejected="لم يُنشر تعليقك لأنه لا يستوفي إرشاداتنا.",
        rejected_for_one="لم يُنشر تعليقك لأنه لا يستوفي هذا الإرشاد: {}.",
        rejected_for_many="لم يُنشر تعليقك لأنه لا يستوفي هذه الإرشادات: {}.",
        way_forward="يسعدنا أن تكتب تعليقًا آخر تعبّر فيه عن رأيك بما يتفق مع الإرشادات.",
        quoted="«{}»",
        separator="، ",
    ),
    "tr": Messages(
        approved="Yorumunuz tam olarak yazdığınız gibi yayımlandı.",
        referred="Yorumunuzu yayımlanmadan önce bir moderatör okuyacak. Sabrınız için teşekkür ederiz.",
        rejected="Yorumunuz ilkelerimize uymadığı için yayımlanmadı.",
        rejected_for_one="Yorumunuz şu ilkeye uymadığı için yayımlanmadı: {}.",
        rejected_for_many="Yorumunuz şu ilkelere uymadığı için yayımlanmadı: {}.",
        way_forward="Düşüncenizi ilkelere uygun biçimde dile getiren başka bir yorum yazabilirsiniz.",
        quoted="“{}”",
        separator=", ",
    ),
    "fa": Messages(
        approved="دیدگاه شما درست همان‌گونه که نوشته‌اید منتشر شد.",
        referred="پیش از انتشار، یکی از ناظران دیدگاه شما را می‌خواند. از شکیبایی شما سپاسگزاریم.",
        rejected="دیدگاه شما منتشر نشد، زیرا با اصول ما سازگار نیست.",
        rejected_for_one="دیدگاه شما منتشر نشد، زیرا با این اصل سازگار نیست: {}.",
        rejected_for_many="دیدگاه شما منتشر نشد، زیرا با این اصول سازگار نیست: {}.",
        way_forward="می‌توانید دیدگاه دیگری بنویسید و نظرتان را در چارچوب این اصول بیان کنید.",
        quoted="«{}»",
        separator="، ",
    ),
}
