"""The words that the checks look for: every list in one place, as regular expressions.

A list names what a reader would understand, in more wordings than our own fragments use; a note
from elsewhere is read with the same lists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
ABBREVIATION: Final = re.compile(
    r"(?:\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|vs|Inc|Corp|Co|Ltd|No|Mr|Ms|Dr|St"
    r"|approx)|\bU\.S|\b[ap]\.m|\be\.g|\bi\.e)\.\Z"
)
ZONE: Final = re.compile(r"(?:E|C|M|P)[SD]?T\b|UTC\b|GMT\b|[a-z0-9(]")

SECTIONS: Final = {
    "trades": r"trad(?:e|es|ing)\b|strateg|play(?:s|book)?\b|setups?\b|actionable",
    "bottom_line": r"bottom line|conclusion|takeaway|final (?:word|thought)|summary",
    "news": r"\bnews\b|headlines?|catalysts?",
    "method": r"method|disclos|disclaim|about this",
    "levels": r"levels?\b|scenarios?|outlook|technical",
    "risks": r"\brisks?\b",
    "volatility": r"volatil|expected move",
    "chain": r"chain|open interest|positioning|flow",
}
"""What a section is about, by words of its heading; the first that fits."""

NEGATION: Final = re.compile(
    r"\b(?:not|no|nor|never|neither|nobody|cannot|can't|without|nothing|none|hardly|isn't|aren't"
    r"|doesn't|don't|wasn't|weren't)\b|\bno one\b",
    re.IGNORECASE,
)
CONDITION: Final = re.compile(
    r"\b(?:would|could|should|may|might|can|will|if|until|unless|whether|once|were to|to)\b",
    re.IGNORECASE,
)

UNREAL: Final = re.compile(r"\b(?:would|could|should|might|if|unless|until|were)\b", re.IGNORECASE)
"""What is not said to have happened."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name under which a note prints a number.

    Args:
        pattern: The name, as it is written.
        facts: The facts that it may stand for.
        kind: What a number of it looks like: usd, percent or plain.
        loose: Others may draw it elsewhere (support, resistance): its value is not held to ours.
    """

    pattern: str
    facts: tuple[str, ...]
    kind: str
    loose: bool = False


_DAY = r"(?:session|intraday|day'?s?|day’s|today'?s|today’s|daily)"
_MEAN = r"(?:simple |exponential )?(?:moving )?(?:average|mean|SMA|MA)"
LABELS: Final = (
    Label(r"52[- ]week (?:and all-time )?highs?|one-year high|yearly high", ("high_52w",), "usd"),
    Label(r"52[- ]week lows?|one-year low|yearly low", ("low_52w",), "usd"),
    Label(
        r"(?:previous|prior|yesterday'?s|yesterday’s|last) (?:session'?s? )?close",
        ("previous_close",),
        "usd",
    ),
    Label(rf"{_DAY} high|high of the (?:day|session)", ("day_high",), "usd"),
    Label(rf"{_DAY} low|low of the (?:day|session)", ("day_low",), "usd"),
    Label(rf"{_DAY} open(?:ing price)?\b(?! interest)", ("day_open",), "usd"),
    *(
        Label(rf"\b{days}[- ](?:day|session) {_MEAN}\b", (f"sma_{days}",), "usd")
        for days in (20, 30, 50, 100, 200)
    ),
    Label(r"upper Bollinger(?: band)?", ("bollinger_upper_20_2",), "usd"),
    Label(r"lower Bollinger(?: band)?", ("bollinger_lower_20_2",), "usd"),
    Label(r"middle Bollinger(?: band)?|Bollinger middle", ("bollinger_middle_20_2",), "usd"),
    Label(r"call wall", ("call_wall",), "usd"),
    Label(r"put wall", ("put_wall",), "usd"),
    Label(r"max(?:imum)?[- ]pain", ("max_pain_front", "max_pain_monthly"), "usd"),
    Label(
        r"(?:overhead |key |nearest |immediate |near-term )?resistance|(?:nearest )?swing high",
        ("resistance",),
        "usd",
        loose=True,
    ),
    Label(
        r"(?:key |nearest |immediate |near-term )?support\b|(?:nearest )?swing low",
        ("support",),
        "usd",
        loose=True,
    ),
    Label(r"put[/-](?:to-)?call volume(?: ratio)?", ("put_call_volume_ratio",), "plain"),
    Label(
        r"put[/-](?:to-)?call(?: open[- ]interest)?(?: ratio)?\b(?! volume)",
        ("put_call_oi_ratio", "put_call_oi_ratio_tradable", "put_call_oi_ratio_front"),
        "plain",
    ),
    Label(r"(?:\b14-day )?\bRSI\b|relative strength index", ("rsi_14",), "plain"),
    Label(r"\bbeta\b", ("beta_252d",), "plain"),
    Label(r"\b30[- ]day implied vol(?:atility)?", ("iv_30d",), "percent"),
    Label(r"\b90[- ]day implied vol(?:atility)?", ("iv_90d",), "percent"),
    *(
        Label(
            rf"\b{days}[- ](?:day|session) (?:realized|historical) vol(?:atility)?",
            (f"realized_volatility_{days}d",),
            "percent",
        )
        for days in (20, 60, 252)
    ),
    Label(r"(?:implied[- ]volatility|IV) rank", ("iv_rank",), "percent"),
    Label(r"(?:implied[- ]volatility|IV) percentile", ("iv_percentile",), "percent"),
    Label(r"expense ratio", ("expense_ratio",), "percent"),
    Label(r"operating margin", ("operating_margin",), "percent"),
    Label(r"profit margin", ("profit_margin",), "percent"),
    Label(r"risk-free rate", ("risk_free_rate",), "percent"),
)
"""Longer names stand before those they contain."""

AMBIGUOUS_AVERAGE: Final = re.compile(r"\bvolume\b", re.IGNORECASE)

# --- intent -------------------------------------------------------------------------------------
ACTOR: Final = (
    r"(?:(?:options? |call |put |retail |big |large |professional |savvy |sophisticated )*"
    r"(?:traders?|investors?|institutions?|dealers?|market[- ]makers?|speculators?|hedgers?"
    r"|participants|players|hedge funds?|funds|bulls|bears|buyers|sellers|desks|professionals|pros"
    r"|somebody|someone|crowd|holders|writers))"
)
INTENT_VERB: Final = (
    r"(?:bought|buy(?:ing|s)?|sold|sell(?:ing|s)?|bet(?:s|ting)?|wager(?:s|ed|ing)?|load(?:ed|ing)"
    r"|pil(?:ed|ing)|accumulat(?:e|ed|ing)|expect(?:s|ed|ing)?|anticipat(?:e|es|ed|ing)"
    r"|brac(?:e|ed|es|ing)|ey(?:e|eing|ed)|position(?:ed|ing)|hedg(?:e|ed|es|ing)"
    r"|dump(?:ed|ing|s)?|target(?:ed|ing)|speculat(?:e|ed|ing)|gambl(?:e|ed|ing)|chas(?:e|ed|ing)"
    r"|protect(?:ed|ing)|prepar(?:e|ed|ing)|want(?:s|ed)?|fear(?:s|ed)?|believ(?:e|es|ed)"
    r"|defend(?:ed|ing|s)?|scoop(?:ed|ing)|snapp(?:ed|ing)|pour(?:ed|ing)|rush(?:ed|ing)"
    r"|look(?:ed|ing)? (?:for|to)|lean(?:ed|ing)?|seek(?:s|ing)?|paid|pay(?:ing)?)"
)
INTENT_ALWAYS: Final = (
    r"\bwhales?\b",
    r"\b(?:smart|big|fast|hot) money\b",
    r"\binstitution(?:s\b|al (?:buy|sell|money|invest|flow|demand|interest|position|hedg)\w*)",
    r"\b(?:is|are|was|were|been) (?:betting|wagering|loading up|piling in(?:to)?|bracing)\b",
    (
        r"\b(?:bullish|bearish|big|large|huge|massive|aggressive|heavy|directional|upside|downside)"
        r" (?:bets?|wagers?|buying|selling|call buying|put buying)\b"
    ),
    r"\b(?:call|put)[- ](?:buying|selling|buyers|sellers)\b",
    r"\bbets? (?:on|that|against)\b",
    (
        r"\b(?:calls|puts|contracts|options) (?:were|was|are being|have been|had been|got)"
        r" (?:aggressively |heavily )?(?:bought|sold|snapped up|scooped up|written|dumped)\b"
    ),
    r"\b(?:block|sweep|trade|order)s? (?:was|were) (?:bought|sold)\b",
    r"\b(?:hedging|protection|insurance) (?:demand|against)\b",
    r"\b(?:demand for|rush (?:for|into|to)) (?:protection|downside|upside|puts|calls)\b",
)
INTENT_EXCUSED: Final = re.compile(
    r"\b(?:may|might|could|can|cannot|whether|either|unknown|nobody|no one|not|neither|nor|who"
    r"|whoever|whose|would|if|bought or sold|sold or bought|does not say)\b",
    re.IGNORECASE,
)

# --- slots --------------------------------------------------------------------------------------
EMPTY: Final = (
    r"\b(?:with|at|of|by|than|to|from|the|an?|for)\s+\((?!s\))",
    r"\bthe (?:calls?|puts?|strikes?|contracts?)\s*\((?=[^)]*(?:contracts|open interest|OI|\d))",
    r"\b(?:and|or)\s+\((?:OI|open interest|\d)",
    r"\b(?:the|an?)\s+(?:and|or|with|of|by|from|is|are|was|were|has|had|holds|leads|than)\b(?!-)",
    r"\b(?:of|with|by|at|from|for)\s+(?:and|or|but)\b",
    r"\b(?:at|from|between)\s*,\s*(?:or|and|a|an|the|with|from|resistance|support)\b",
    r"\(\s*(?:contracts|calls|puts|shares)\b",
    r"(?<![\w%$)])%",
    r"\$(?=[,.;:)\s]|\Z)",
    r"\b(?:a|an|the) (?:ratio|price|strike|level|move|cost|debit|credit|premium) of\s*[,.;:)]",
    r"\b(?:support|resistance|target|stop|entry|break-even|max pain) (?:at|of|is)\s*(?:[,.;:)]|\Z)",
    r"\bbetween\s+and\b|\band\s*[.,;:]|\bfrom\s+to\b",
    r"\b[Tt]he \$?[\d.]+ (?:and|,) call\b",
    r"\bN/A\b|\bn/a\b|\[(?:insert|value|price|ticker|date|symbol)[^\]]*\]|<(?:insert|value|ticker)",
)

# --- dates --------------------------------------------------------------------------------------
TRADE_NOUN: Final = re.compile(
    r"\b(?:block|sweep|prints?|trades?|traded|transaction|order|flow|changed hands|crossed)\b",
    re.IGNORECASE,
)
EXPIRES: Final = re.compile(r"\bexpir\w*\b", re.IGNORECASE)

# --- probability --------------------------------------------------------------------------------
PROBABILITY: Final = (
    r"\b(?:probabilit(?:y|ies)|chances?|odds|likelihood)\b",
    r"\b(?:more |most |very |quite )?likely (?:to|than)\b",
    r"\b\d+(?:-| )in(?:-| )\d+\b",
    r"\bprobably\b",
)
PROBABILITY_ALWAYS: Final = (
    (
        r"\b(?:high|strong|good|low|fair|solid|decent|better-than-even|greater|higher|lower|best)"
        r"[- ](?:probability|chance|odds|likelihood)\b"
    ),
    r"\bodds (?:favor|are|of|suggest|tilt)\b",
    r"\b(?:more )?likely (?:to|than not)\b",
    r"\bprobably (?:rise|fall|rally|drop|head|go|break|continue|climb|test)\w*\b",
    r"\balmost certain(?:ly)?\b",
)
PROBABILITY_SOURCE: Final = re.compile(
    r"\bmodel[- ]implied\b|\b(?:chain|options?|prices?|volatility)[- ]implied\b"
    r"|\bimplied by the (?:chain|options)\b|\brisk-neutral\b",
    re.IGNORECASE,
)

# --- forecasts -----------------------------------------------------------------------------------
_PRICE_VERB = (
    r"(?:rise|fall|climb|drop|rally|decline|advance|slide|sink|soar|surge|plunge|tumble|jump|slip"
    r"|rebound|recover|bounce|correct|crash|outperform|underperform|retreat|appreciate|gain ground"
    r"|lose ground|break (?:out|down|above|below|through|higher|lower)|(?:move|head|go|trade|drift"
    r"|push|trend|grind|open|stay|hold|remain) (?:higher|lower|up|down|above|below|over|under)"
    r"|(?:close|finish|end|settle) (?:the (?:day|week|month|year) )?(?:at|above|below|over|under"
    r"|higher|lower|up|down|near|beyond)|reach \$|test \$|hit \$|retest|pin at)"
)
FORECAST: Final = (
    (
        r"\b(?:will|shall|(?:is|are|looks?|seems?|appears?|remains?) (?:now |still |also )?"
        r"(?:going|expected|likely|set|due|about|poised|bound|certain|sure|destined|projected"
        r"|forecast) to)"
        rf" (?:\w+ly |also |then |soon |now |again |probably |first |next )?{_PRICE_VERB}\b"
    ),
    rf"\b(?<!measure )should (?:\w+ly |also |then |soon |now |again )?{_PRICE_VERB}\b",
    rf"\b(?:likely|expected|projected|forecast) to {_PRICE_VERB}\b",
)
"""What will happen to a price; "would" stands behind a condition and is none."""

FORECAST_LIKELY: Final = (
    (
        r"\b(?:scenario|outcome|case|path|move|rise|fall|rally|decline|drop|breakout|break(?:down)?"
        r"|rebound|bounce|pullback|correction|advance|close)\b[^.;$]{0,30}?\b(?:is|are|looks?|seems?"
        r"|appears?|remains?|becomes?)\s+(?:(?:the|far|much|more|most|less|least|very|quite|rather"
        r"|highly|now|still)\s+){0,2}(?:likely|unlikely|probable|improbable|expected)\b(?! to\b)"
    ),
    r"\b(?:likely|probable|expected) (?:scenario|outcome|case|path)\b",
)
FORECAST_EXCUSED: Final = re.compile(
    r"\b(?:if|whether|unless|until|once|when|where|should|were|nobody|no one|may|might|could|can"
    r"|would|who|how far|does not)\b",
    re.IGNORECASE,
)
OF_A_POSITION: Final = re.compile(
    r"\b(?:value|worth|premium|spread|position|structure|quotes?|loss|gain|delta|theta|decay|calls?"
    r"|puts?|options?|contracts?|straddle|concentration|open interest|it)\s+\Z",
    re.IGNORECASE,
)
"""What an option does at a price, or by the lapse of time, follows from what it is."""

# --- stance -------------------------------------------------------------------------------------
CONVICTION: Final = (
    r"\b(?:high|strong|full|real|maximum|highest)[- ]conviction\b",
    r"\bno[- ]brainer\b",
    r"\b(?:slam dunk|sure thing|can't lose|cannot lose|risk-free trade|easy money)\b",
    r"\bguarantee[ds]?\b(?! (?:of|by) the)",
    r"\bunmistakabl[ey]\b",
    (
        r"\b(?:decisively|overwhelmingly|firmly|clearly|strongly|unambiguously|outright)"
        r" (?:bullish|bearish)\b"
    ),
    (
        r"\b(?:certain|bound|sure|poised|set|destined|primed) to (?:rise|fall|rally|rip|soar|drop"
        r"|break|climb|crash|surge|explode)\b"
    ),
    r"\bscreaming (?:buy|sell)\b",
    r"\b(?:all[- ]in|back up the truck)\b",
)
HEDGING: Final = (
    r"\b(?:could|may|might|can) (?:go|break|swing|move) either way\b",
    r"\banyone's guess\b|\banyone’s guess\b|\bcoin (?:flip|toss)\b|\bup in the air\b",
    r"\b(?:the )?(?:matter|question|outcome|direction) is (?:wide )?open\b",
)
DIRECTION_WORD: Final = re.compile(r"\b(bullish|bearish)\b", re.IGNORECASE)
TREND_SUBJECT: Final = re.compile(
    r"\b(?:trend|price|closes|averages|tape|stance|view|outlook|bias|picture|case|setup|posture)\b",
    re.IGNORECASE,
)
LEAN_WORD: Final = re.compile(r"\b(put|call)[- _]heavy\b", re.IGNORECASE)

ROLE_WORDS: Final = {
    "entry": r"\b(?:entry|entries|enter(?:ing)?|get in|buy shares|initiate)\b",
    "stop": r"\b(?:stop(?:[- ]loss)?(?:es)?|stop out|bail out|cut (?:it|losses))\b",
    "target": r"\b(?:targets?|objective|take profits?|profit-taking)\b",
    "trigger": r"\b(?:trigger(?:s|ed)?|signal(?:s|ed)?|activat\w+)\b",
}
ROLE_CONFLICTS: Final = (
    ("stop", "entry"), ("stop", "trigger"), ("stop", "target"), ("entry", "target"),
    ("trigger", "target"),
)  # fmt: skip

# --- put and call -------------------------------------------------------------------------------
PER: Final = r"(?:per|for (?:each|every|one|a single)|to (?:each|every|one)|a)"
PUTS_MORE: Final = (
    (
        r"\bputs?(?: open interest| contracts| side| volume)? (?:still |clearly |also |now )?"
        r"(?:dominat\w+|lead(?:s|ing)?\b(?! for)|outnumber\w*|outweigh\w*|exceed\w*|outpac\w+"
        r"|rul\w+|swamp\w*|dwarf\w*|overwhelm\w*)"
    ),
    r"\bput (?:dominance|domination)\b",
    r"\bmore (?:open )?puts than (?:open )?calls\b",
    r"\bfewer (?:open )?calls than (?:open )?puts\b",
    r"\bdominated by (?:the )?puts\b",
)
CALLS_MORE: Final = tuple(
    pattern.replace("puts", "\0").replace("put", "\1").replace("calls", "puts")
    .replace("call", "put").replace("\0", "calls").replace("\1", "call")
    for pattern in PUTS_MORE
)  # fmt: skip
FRONT_SCOPE: Final = re.compile(
    r"\b(?:this week(?:'s|’s)?|this Friday|front(?: expiration)?|weekly|weeklies|near-dated"
    r"|of the same date|that date)\b",
    re.IGNORECASE,
)
WHOLE_SCOPE: Final = re.compile(
    r"\b(?:(?:every|all|each) expirations?|all dates|entire|whole|aggregate)\b", re.IGNORECASE
)

# --- indicators ---------------------------------------------------------------------------------
RSI_WORDS: Final = re.compile(
    r"\b((?:deeply|strongly|severely|extremely)\s+)?(oversold|overbought|neutral)\b", re.IGNORECASE
)
_STANDING_WORD = r"(?P<word>very low|very high|low|high|usual|normal|typical)"
STANDING: Final = (
    re.compile(
        rf"(?<!-week )\b{_STANDING_WORD}\b(?=[^.;]{{0,40}}\b(?:stored sessions|for it\b|for its"
        r"|in its (?:own )?(?:past|history|range|record)))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\bstored sessions,?\s[^.;,]{{0,25}}?\b{_STANDING_WORD}\b(?! (?:ratio|of))", re.IGNORECASE
    ),
    re.compile(
        r"\bstored sessions\b[^.;]{0,60}\b(?:ranks?|makes?|counts?|leaves?|reads?|places?)\s"
        rf"(?:\w+\s){{0,3}}?{_STANDING_WORD}\b",
        re.IGNORECASE,
    ),
)
"""Where a number stands in its past, before and after the words for that past."""

# --- news ---------------------------------------------------------------------------------------
HEARSAY: Final = (
    r"\baccording to\b",
    r"\breportedly\b|\brumou?r(?:s|ed)?\b|\bsources (?:say|said|close)\b|\bword is\b",
    (
        r"\bit (?:is|was|has been) (?:reported|said) (?:that|by)\b|\breported that\b"
        r"|\b(?:is|are) said to be\b"
    ),
    r"\b(?:reports|news|headlines) (?:say|said|suggest|indicate|show|of|that|about)\b",
    (
        r"\b(?:analysts?|economists?|strategists?) (?:at|say|said|expect|see|upgrad\w+|downgrad\w+"
        r"|rais\w+|cut|predict\w*|warn\w*)\b"
    ),
    (
        r"\b(?:the )?(?:company|firm|fund|Fed|Federal Reserve|White House|Treasury)"
        r" (?:announced|said|reported|unveiled|confirmed|warned|upgraded|cut|raised|hiked)\b"
    ),
    (
        r"\b(?:Bloomberg|Reuters|CNBC|the Wall Street Journal|WSJ|Barron's|MarketWatch|Benzinga"
        r"|Seeking Alpha|Zacks|Yahoo Finance|Motley Fool)\b"
    ),
)
NOT_NEWS: Final = re.compile(
    r"Options Clearing Corporation|\bOCC\b|Characteristics and Risks|no dated news|not checked",
    re.IGNORECASE,
)
NO_NEWS: Final = re.compile(r"\bno (?:dated |fresh |recent )?(?:news|headlines?)\b", re.IGNORECASE)

# --- directions ---------------------------------------------------------------------------------
UP: Final = (
    r"up|higher|ris(?:e|es|en|ing)|rose|gain(?:s|ed|ing)?|climb(?:s|ed|ing)?|jump(?:s|ed|ing)?"
    r"|surg(?:e|es|ed|ing)|advanc(?:e|es|ed|ing)|rall(?:y|ies|ied|ying)|add(?:s|ed|ing)"
    r"|soar(?:s|ed|ing)?|increas(?:e|es|ed|ing)|grew|spik(?:e|es|ed|ing)|skyrocket(?:s|ed|ing)?"
)
DOWN: Final = (
    r"down|lower|fall(?:s|en|ing)?|fell|los(?:e|es|ing|t|s)|drop(?:s|ped|ping)?|slid(?:e|es|ing)?"
    r"|plung(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|shed(?:s|ding)?|sank|sink(?:s|ing)?"
    r"|slip(?:s|ped|ping)?|tumbl(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|dip(?:s|ped|ping)?|off"
    r"|plummet(?:s|ed|ing)?|crash(?:es|ed|ing)?|retreat(?:s|ed|ing)?"
)
SIGNED_FACTS: Final = (
    (r"year[- ]to[- ]date|\bYTD\b|this year|so far in 20\d\d", "return_ytd"),
    (r"(?:one|1)[- ]year|past year|last year|12 months|twelve months", "return_1y"),
    (r"(?:one|1)[- ]month|past month|last month", "return_1m"),
    (r"(?:five|5)[- ](?:session|day)|past week|last week", "return_5d"),
    (r"52[- ]week high", "distance_from_high_52w"),
    (
        (
            r"previous close|prior close|last close|yesterday|today|on the day|the session\b|midday"
            r"|this session"
        ),
        "day_change",
    ),
)
"""Which signed fact a change belongs to, by the words around it."""

BULLISH_STRUCTURES: Final = (
    r"bull(?:ish)? (?:call|put)(?: debit| credit)? spreads?",
    r"short put(?: (?:vertical|credit))?(?: spreads?)?",
    r"cash-secured puts?",
    r"long calls?\b(?! (?:and|wing))",
    r"covered calls?",
    r"call debit spreads?",
    r"put credit spreads?",
    r"(?:buy(?:ing)?|own(?:ing)?) (?:the )?calls",
    r"sell(?:ing)? (?:the )?puts",
)
BEARISH_STRUCTURES: Final = (
    r"bear(?:ish)? (?:call|put)(?: debit| credit)? spreads?",
    r"short call(?: (?:vertical|credit))?(?: spreads?)?",
    r"long puts?\b(?! (?:and|wing))",
    r"put debit spreads?",
    r"call credit spreads?",
    r"(?:buy(?:ing)?|own(?:ing)?) (?:the )?puts",
    r"sell(?:ing)? (?:the )?calls",
)

VERB_BANDS: Final = (
    (r"little changed|barely (?:changed|moved|budged)", 0.0, 0.5, "both"),
    (
        (r"nothing (?:unusual|out of the ordinary) (?:beside|against|next to)"
        r"|(?:which|as|that) is ordinary (?:beside|against|next to)"
        r"|within the ordinary run|(?:inside|within) the spread"
        r"|(?:small|slight) (?:beside|against|next to)|(?:make|call) ordinary"),
        0.0, 1.0, "both",
    ),
    (r"(?:edg(?:e|es|ed|ing)|inch(?:es|ed|ing)?|tick(?:s|ed|ing)?) (?:up|higher)", 0.5, 1.0, "up"),
    (
        r"(?:edg(?:e|es|ed|ing)|inch(?:es|ed|ing)?|tick(?:s|ed|ing)?) (?:down|lower)",
        0.5, 1.0, "down",
    ),
    (
        r"jump(?:s|ed|ing)?|leap(?:s|t|ed|ing)?|spik(?:e|es|ed|ing)|vault(?:s|ed)?",
        2.0, 3.0, "up",
    ),
    (r"slid(?:e|es|ing)?|tumbl(?:e|es|ed|ing)|sank|sink(?:s|ing)", 2.0, 3.0, "down"),
    (
        (r"surg(?:e|es|ed|ing)|soar(?:s|ed|ing)?|skyrocket(?:s|ed|ing)?|rocket(?:s|ed|ing)?"
        r"|explod(?:e|es|ed|ing)|balloon(?:s|ed|ing)?"),
        3.0, None, "up",
    ),
    (
        (r"plung(?:e|es|ed|ing)|plummet(?:s|ed|ing)?|crash(?:es|ed|ing)?|collaps(?:e|es|ed|ing)"
        r"|crater(?:s|ed|ing)?|nosediv(?:e|es|ed|ing)"),
        3.0, None, "down",
    ),
    (r"rose|ris(?:es|en)|climb(?:s|ed|ing)?|advanc(?:es|ed|ing)", 1.0, 2.0, "up"),
    (r"fell|fall(?:s|en)|drop(?:s|ped|ping)?|declin(?:es|ed|ing)", 1.0, 2.0, "down"),
)  # fmt: skip
"""Verbs of change with the size of the z-score they stand for: at least, below, direction."""

MILD_VERBS: Final = frozenset({1.0})
"""Lower bounds of bands whose verbs are plain: one band off is a remark, not an error."""

OF_BOTH_DAYS: Final = re.compile(
    r"alive on both days|like for like|the same contracts|expirations left out", re.IGNORECASE
)
"""A change of the put/call ratio that no expiration makes."""
CHANGE_SUBJECTS: Final = (
    (r"put[/-](?:to-)?call|\bratio\b", "put_call_oi_change_zscore"),
    (r"\b(?:volatility|vol|IV)\b", "iv_30d_change_zscore"),
    (r"\b(?:price|shares|stock|fund|ETF|index)\b", "day_change_zscore"),
)

# --- fields -------------------------------------------------------------------------------------
COMPANY_ONLY: Final = (
    r"operating margins?", r"profit margins?", r"gross margins?", r"net margins?",
    r"stock score", r"(?:fundamental|quality|growth|value|smart) score", r"analyst rating",
    r"price targets?", r"\bEPS\b", r"earnings per share", r"\bP/E\b", r"price[- ]to[- ]earnings",
    r"(?:its|quarterly|upcoming|next) earnings(?: report| date| release)?", r"market cap\w*",
    r"\brevenues?\b", r"free cash flow", r"\bCEO\b", r"return on equity",
    r"insider (?:buying|sales)",
)  # fmt: skip
FUND_ONLY: Final = (
    r"expense ratio", r"assets under management", r"\bAUM\b", r"net asset value", r"\bNAV\b",
    r"the fund's (?:holdings|assets)", r"tracking error",
)  # fmt: skip
INAPPLICABLE: Final = {
    "etf": COMPANY_ONLY,
    "equity": FUND_ONLY,
    "index": (*COMPANY_ONLY, *FUND_ONLY),
}

# --- moneyness ----------------------------------------------------------------------------------
MONEYNESS: Final = re.compile(
    r"\b(far[- ]out[- ]of[- ]the[- ]money|out[- ]of[- ]the[- ]money|OTM|in[- ]the[- ]money|ITM"
    r"|at[- ]the[- ]money|ATM)\b",
    re.IGNORECASE,
)
ABOVE_PRICE: Final = re.compile(
    r"\b(?:above|over) (?:the (?:price|market)|spot|it)\b|\boverhead\b", re.IGNORECASE
)
BELOW_PRICE: Final = re.compile(
    r"\b(?:below|under|beneath) (?:the (?:price|market)|spot|it)\b", re.IGNORECASE
)

# --- trades -------------------------------------------------------------------------------------
IDEA: Final = re.compile(
    r"\b(?:buy|sell|long|short|write|purchase|selling|buying)\b[^;:]{0,60}?\b(?:calls?|puts?)\b"
    r"|\b(?:bull|bear|call|put|debit|credit|vertical|calendar|diagonal)(?: \w+)? spreads?\b"
    r"|\b(?:calls?|puts?)\b[^;:.]{0,12}\b(?:bought|purchased|sold|written)\b"
    r"|\b(?:debit|credit|premium) of \$|\bcash-secured puts?\b"
    r"|\biron condors?\b|\bstraddles?\b|\bstrangles?\b|\bcovered calls?\b|\bcollars?\b",
    re.IGNORECASE,
)
NO_IDEA: Final = re.compile(
    r"\bno trades?\b|\bno option idea|\bno structure\b|\bideas (?:below|above)\b|\bare used\b"
    r"|\bneeds? a (?:\w+ )?bid\b",
    re.IGNORECASE,
)
IDEA_TERMS: Final = {
    "its cost": (
        r"\b(?:costs?|debit|credit|premium|paid|pay(?:s|ing)?|for \$\d|collect(?:s|ed|ing)?)\b"
        r"(?:(?!break|\blose|\bloss)[^.]){0,40}\$"
        r"|\$\d[\d,]*(?:\.\d+)? (?:debit|credit|premium|cost)|\bfor \$\d"
    ),
    "its maximum loss": (
        r"\b(?:loses?|loss|risk(?:s|ing|ed)?)\b(?:(?!gain|reward|profit|break)[^.;]){0,40}\$"
        r"|\$\d[\d,]*(?:\.\d+)? (?:loss|of loss|at risk|at most)"
        r"|\b(?:loss|lose|risk) (?:is )?(?:limited to|all of)"
        r" (?:its cost|the (?:premium|debit|cost))"
        r"|\$[\d.,]+[^.$]{0,20}\bat risk\b"
    ),
    "its break-even": r"\bbreak[- ]?s?[- ]?even[^.]{0,40}\$|\$\d[\d,]*(?:\.\d+)? break-?even",
}
TABLE_TERMS: Final = {
    "its cost": r"cost|debit|credit|premium|price",
    "its maximum loss": r"loss|(?<![/\w])risk(?!/)",
    "its break-even": r"break[- ]?even",
}
PRICED_VOLATILITY: Final = re.compile(
    r"\b(?P<before>inexpensive|cheap|expensive|dear) volatility\b"
    r"|\bvolatility\b(?:, which is| is| being|,)?\s(?P<after>inexpensive|cheap|expensive|dear)\b",
    re.IGNORECASE,
)
DEAR: Final = frozenset({"expensive", "dear"})
DEAR_FROM: Final = 0.70
CHEAP_BELOW: Final = 0.30
"""Ranks of implied volatility from which it is dear, and below which it is cheap."""
NOT_ADVICE: Final = re.compile(
    r"\bnot (?:intended as |meant as |to be taken as )?(?:an? )?(?:investment|financial|trading)"
    r" advice\b|\bno (?:investment|financial) advice\b",
    re.IGNORECASE,
)
OPTIONS_RISK: Final = re.compile(
    r"\boptions?\b[^.]{0,60}\b(?:risk|lose|loss)|\brisks?\b[^.]{0,60}\boptions\b"
    r"|Characteristics and Risks",
    re.IGNORECASE,
)
CLOCK: Final = re.compile(r"\b\d{1,2}:\d\d\s*(?:[ap]\.?m\.?)?", re.IGNORECASE)

# --- windows ------------------------------------------------------------------------------------
WINDOW: Final = re.compile(
    r"year[- ]to[- ]date|\bYTD\b|\b(?:\d+|one|two|three|five|six|twelve|thirty|ninety)[- ]"
    r"(?:day|session|week|month|year)s?\b|\b(?:past|last|next|coming|previous|prior) (?:\w+ )?"
    r"(?:day|session|week|month|quarter|year)s?\b|\bthis (?:week|month|quarter|year)\b|\btoday\b"
    r"|\bon the day\b|previous close|yesterday|\bsince\b|\ba year\b|\bby [A-Z]|\bover the\b"
    r"|\bfor (?:\w+, )?[A-Z]\w+\.? \d|\bday's\b|52-week"
    r"|\b(?:a|the|one) (?:month|week|year|quarter)\b|\bso far\b|\bthe session\b",
    re.IGNORECASE,
)
RETURN_WORD: Final = re.compile(r"\breturn(?:s|ed|ing)?\b|\bperformance\b", re.IGNORECASE)
VOLATILITY_WORD: Final = re.compile(r"\bvolatilit(?:y|ies)\b|\bIV\b", re.IGNORECASE)
VOLATILITY_TYPE: Final = re.compile(
    r"\bimpl(?:y|ies|ied)\b|\breali[sz]ed\b|\bhistorical\b|\bmodel-free\b|\bIV\b|\bdelivered\b",
    re.IGNORECASE,
)

IDIOMS: Final = (
    r"\bscream(?:s|ing|ed)?\b", r"\bwhisper(?:s|ing|ed)?\b", r"\bshout(?:s|ing|ed)?\b",
    r"\bnot just noise\b", r"\bhere(?:'|’)s the (?:catch|kicker|twist)\b", r"\btells? a story\b",
    r"\blet(?:'|’)s break it down\b", r"\bthink of it like\b", r"\byou should\b",
)  # fmt: skip
