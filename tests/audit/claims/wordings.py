"""Sentences by the class that refuses them, and their neighbours that are true.

All of them are read beside the facts of the demo: price $249.52, down 0.76% (0.7 standard
deviations), 52-week high $251.50, 50-day average $244.73, put/call 2.17 (0.64 for the front
expiration), 14-day RSI 55.4, bullish, put-heavy, contested, a fund, no stored session, Monday,
Dec. 29, 2025.
"""

from __future__ import annotations

from typing import Final

REFUSED: Final[dict[str, tuple[str, ...]]] = {
    "intent": (
        "Traders are betting on a fall.",
        "Institutions have been loading up on the $240 puts.",
        "Whales keep showing up in the front expiration.",
        "Smart money sits at $255.",
        "The calls were bought aggressively at the open, a bullish bet on January.",
        "Big players accumulated the $240 put.",
        "Someone is positioning for a drop.",
        "Put buyers hold the upper hand.",
        "Investors expect a rally into the new year.",
        "There is heavy call buying at $255.",
        "The block was sold at the bid.",
        "Demand for protection is visible at $240.",
    ),
    "empty_slot": (
        "The front expiration is led by the call (2,625 contracts).",
        "Puts gather with (5,682 contracts).",
        "The $255 strike and (OI 17,177) lead.",
        "The chain has a ratio of .",
        "Support at , resistance at $251.26.",
        "The price stands at $ today.",
        "The expected move is % by Friday.",
        "The price moves between and $251.26.",
        "Leaders are the and the $245 put.",
        "The put/call ratio is N/A.",
        "The price target is [insert price].",
    ),
    "doubled": (
        "The chain holds more puts than calls. The chain holds more puts than calls.",
        "Nothing here asks for action. It was quiet. Nothing here asks for action.",
    ),
    "stale_date": (
        "A block traded in the Sept. 19, 2025, $240 put.",
        "The contract IWM250919P00240000 leads the day.",
        "Calls that expire on Dec. 19, 2025 lead.",
        "The $250 puts expiring Nov. 21 hold the most open interest.",
        "A block of 4,000 contracts changed hands on Oct. 3, 2025.",
        "Exit by Dec. 12, 2025.",
        "The 19 September 2025 $240 puts are alive.",
    ),
    "arithmetic": (
        "IWM is down 0.76% from its 52-week high of $251.50.",
        "The price is 2.5% below its 52-week high.",
        "IWM stands 3.10% above its 50-day average of $244.73.",
        "The $255 strike holds 17,177 contracts, nearly double the 5,682 at $240.",
        "With 7,739 contracts against 5,682, the first holds three times the second.",
        "Across the chain 4,304,503 puts are open against 1,983,646 calls, a ratio of 2.71.",
        "The straddle prices a move of $3.56, or 3.4%.",
        "Options imply 18.5% a year, 9.3 points more than the 12.2% that was seen.",
        "Together the strikes hold 17,177, 2,625 and 29,802 contracts.",
        "There are three times as many puts as calls.",
    ),
    "label": (
        "The intraday high of $251.50 caps the move.",
        "Its 52-week high is $253.10.",
        "The 50-day average of $241.10 is rising.",
        "The previous close was $252.00.",
        "Max pain sits at $255.",
        "The put/call ratio is 2.71.",
        "The lower Bollinger band is $246.92.",
        "A beta of 1.43 makes it lively.",
        "$223.70, the 50-day average, holds.",
        "The call wall is at $265.",
    ),
    "probability": (
        "There is a 70% chance of a rally.",
        "The odds favor the upside.",
        "A bounce has a high probability.",
        "The price is likely to rise this week.",
        "It will fall with a probability of 30%.",
        "A close above $251.26 is more likely than not.",
        "Shares will probably rally.",
        "There is a 2-in-3 chance of a rise.",
    ),
    "level_order": (
        "Support at $250 should hold.",
        "Resistance sits at $246.09.",
        "A break above $246.09 opens the way.",
        "A close below $251.26 ends the case.",
        "The price is below its 50-day average.",
        "IWM trades under its 200-day average.",
        "It is above the upper Bollinger band.",
        "The price is not above its 50-day average.",
        "The sides are drawn between $251.26 and $246.09.",
    ),
    "contradiction": (
        "This is a high-conviction setup.",
        "The trend is bearish.",
        "The chain is call-heavy.",
        "The setup is decisively bullish.",
        "The price is certain to rally.",
        "Entry is at $251.26, and the stop is at $251.26.",
        "Use $250 as the stop, the trigger and the entry.",
        "The target of $259 is the stop at $259 as well.",
        "A guaranteed winner.",
        "The matter is settled: support at $246.09. Resistance at $246.09.",
    ),
    "unit": (
        "The put/call ratio is $2.17.",
        "The put/call ratio of 217 is high.",
        "A beta of 1.34% is high.",
        "Open interest of $17,177 leads.",
        "The 14-day RSI of 55.4% is neutral.",
        "The $255 strike holds 17,177 shares of open interest.",
        "The 30-day implied volatility is $18.50.",
        "The previous close was 251.43 contracts.",
        "The 30-day implied volatility is 0.185%.",
    ),
    "put_call": (
        "There are 2.17 calls per put.",
        "The chain holds 0.46 puts for each call.",
        "Calls outnumber puts across the chain.",
        "The chain has more calls than puts.",
        "For the front expiration puts dominate.",
        "The call/put ratio is 2.17.",
        "Puts make up 46% of the open interest.",
        "Of open interest in the chain, 32% is in puts.",
        "Calls dominate the chain.",
        "Puts lead calls this week.",
    ),
    "indicator": (
        "## Trades\n\nExpensive volatility is sold.",
        "The 14-day RSI of 55.4 is overbought.",
        "At 55.4 the 14-day RSI is oversold.",
        "The RSI of 55.4 is neutral.",
        "IWM is strongly overbought.",
        "At equal distance in delta calls cost more than puts.",
        "The curve falls with time.",
        "The term structure is inverted.",
        "MACD is above its signal line.",
    ),
    "news": (
        "Small caps face new worries, according to reports.",
        "Analysts say the run is over.",
        "“Small caps brace for a recession this winter” (Sample Wire, Dec. 29).",
        "The Fed reportedly plans a cut.",
        "Bloomberg has the fund among its picks.",
        "The company announced a new plan.",
        "“Small caps enter a week shortened by the New Year's holiday” made the rounds.",
        "No news on IWM was supplied.",
        "Reports suggest a slowdown.",
    ),
    "direction": (
        "## Trades\n\nA bullish structure: sell the $258 call, buy the $261 call, a credit of $1.",
        "IWM is up 0.76% at $249.52, from a previous close of $251.43.",
        "IWM rose 0.76% on the day.",
        "The fund gained 0.76% today.",
        "It is down 14.45% year to date.",
        "IWM lost 11.96% over the past year.",
        "A bull call spread is a bearish trade.",
        "For the bearish side, a short put spread fits.",
        "A long put expresses the bullish case.",
        "The day's change is +0.76%.",
    ),
    "change_verb": (
        "The put/call ratio surges to 2.17.",
        "Put/call open interest jumped to 2.17.",
        "IWM plunges to $249.52.",
        "The price was little changed.",
        "The stock tumbled on the day.",
        "IWM soared at the open.",
        "The ratio was little changed.",
        "Shares crashed to $249.52.",
    ),
    "inapplicable_field": (
        "It has an operating margin of 12.4%.",
        "The stock score is 71.",
        "Its price target is $270.",
        "The fund's upcoming earnings are next.",
        "With a P/E of 18 it is cheap.",
        "The profit margin is thin.",
        "Revenue grew.",
    ),
    "moneyness": (
        "The out-of-the-money $245 call leads.",
        "An in-the-money $255 call is held.",
        "The $260 put is out of the money.",
        "The at-the-money $260 call is dear.",
        "The OTM $240 calls lead.",
        "The $245 strike leads the calls above the price.",
        "Below the price, puts gather at $255.",
    ),
    "calendar": (
        "The next expiration is Thursday, Jan. 2.",
        "On Monday, Jan. 9, 2026, the second expires.",
        "This Friday, Jan. 9, the front expires.",
        "Next Friday, Jan. 2, the front expires.",
        "Calls that expire on Saturday, Jan. 3 lead.",
    ),
    "duplicate_values": (
        "The $255 and the $265 strike hold 17,177 contracts and 17,177 contracts.",
        "Open interest is 7,739 at $245 and 7,739 at $240.",
    ),
    "worthless_target": (
        (
            "## Trades\n\n"
            "Buy the Jan. 30, 2026, $251 call for $3.41, a loss of $341 at most; break-even at "
            "$254.41, target $253."
        ),
        (
            "## Trades\n\n"
            "Bearish: buy the Jan. 30, 2026, $250 put for $3.31; it can lose $331. It breaks "
            "even at $246.69. The target is $248."
        ),
    ),
    "trade_terms": (
        "## Trades\n\nBuy the Jan. 9, 2026, $255 call.",
        (
            "## How to play it\n\n"
            "A bull call spread between $251 and $260 costs $3.41 and breaks even at "
            "$254.41."
        ),
        "## Trade ideas\n\nSell the $240 put for a credit of $2.10; it breaks even at $237.90.",
        "## Strategies\n\nAn iron condor risks $210 a contract and costs nothing but patience.",
    ),
    "window": (
        "Returns of 14.45% and 11.96% show strength.",
        "IWM shows 17.6% volatility.",
        "Volatility stands at 17.6%.",
        "The fund returned 14.45%.",
        "Its performance is 14.45%.",
    ),
}
"""By class, sentences that it refuses."""

ACCEPTED: Final[dict[str, tuple[str, ...]]] = {
    "intent": (
        "Open interest shows where contracts are, not who holds them.",
        "Nobody outside can see who bought or sold them.",
        "A large put strike may be a hedge, a sold option or one leg of a spread.",
        "Buy the $251 call and sell the $260 call.",
        "The block may have been bought or sold.",
        "“Traders are betting on a fall” is how one headline put it.",
        "Whoever reads a direction into them may have it backwards.",
        "The chain holds more puts than calls.",
    ),
    "empty_slot": (
        "The $255 call (2,625 contracts) leads.",
        "It is a level that is near, and nothing more.",
        "What there is to compare with is little.",
        "Above that, the way is free.",
        "The price has nothing to lean on, and says so.",
        "The at-the-money volatility is 18.5%.",
    ),
    "doubled": (
        "The $255 call leads. The $245 put leads.",
        "It was quiet. It was quiet.",
    ),
    "stale_date": (
        "Open interest was counted at the close of Friday, Dec. 26, 2025.",
        "Calls for Friday, Jan. 2, lead.",
        "Exit by Friday, Jan. 23, 2026.",
        "A block of 4,000 contracts changed hands on Dec. 26.",
        "The 52-week high was set on Oct. 15.",
        "The contract IWM260130C00251000 leads.",
    ),
    "arithmetic": (
        "IWM is down 0.76% from the previous close of $251.43.",
        "The price is 0.79% below its 52-week high of $251.50.",
        "IWM stands 1.96% above its 50-day average of $244.73.",
        "The $260 strike holds 17,177 contracts, 3.0 times the 5,682 at $240.",
        "The first holds 17,177 contracts, about triple the 5,682 at $240 or three times that.",
        "Across the chain 4,304,503 puts are open against 1,983,646 calls, a ratio of 2.17.",
        "The straddle prices a move of $3.56, or 1.4%.",
        "Options imply 18.5% a year, 6.3 points more than the 12.2% that was seen.",
        "Volume ran at 1.3 times its average.",
        "A reward of 1.50 times the risk is offered.",
    ),
    "label": (
        "The 52-week high of $251.50 is near.",
        "Its session high was $251.21.",
        "Above $251.26, the nearest swing high, stands $260, the call wall.",
        "The put/call ratio is 2.17, above 2.",
        "Volume is 1.2 times its 20-day average.",
        "The price is above its 50-day average, and $246.09 is support.",
        "The ratio for the front expiration, put/call 0.64, is lower.",
        "Resistance at $255 was drawn by others.",
    ),
    "probability": (
        "The model-implied probability of profit is 41%.",
        "The chain-implied chance of a close above $260 is 12%.",
        "The expected move is what options cost and no forecast.",
        "There is no high probability in any of this.",
    ),
    "level_order": (
        "Support at $246.09 held.",
        "Resistance at $251.26 is near.",
        "A break above $251.26 opens the way.",
        "A close below $246.09 ends the case.",
        "The price is above its 50-day average.",
        "A close below its 50-day average would end the run.",
        "Holding above $246.09 keeps the case alive.",
        "The 50-day average is above the 200-day average.",
        "The price is not below its 50-day average.",
        "The sides are drawn between $246.09 and $251.26.",
        "It broke above $246.09 last week.",
    ),
    "contradiction": (
        "The price trend is bullish, the positioning is put-heavy.",
        "A bearish reading has its evidence as well, and so has a bullish one.",
        "There is no high-conviction trade here.",
        "The matter is open.",
        "Entry is on a close beyond $251.26, target $259.75, stop $245.60.",
        "A close below $246.09 would turn the trend bearish.",
        "It is not call-heavy.",
        "Once broken, resistance at $251.26 would be support at $251.26.",
    ),
    "unit": (
        "The put/call ratio is 2.17.",
        "The $255 calls lead with 17,177 contracts.",
        "The put side has 15,583 contracts at $245.",
        "The 14-day RSI of 55.4 is neutral.",
        "A beta of 1.34 is high.",
        "The 30-day implied volatility is 18.5%.",
        "Max loss is $341 a contract.",
    ),
    "put_call": (
        "There are 2.17 puts per call.",
        "The chain holds 0.46 calls for each put.",
        "Puts outnumber calls across the chain.",
        "For the front expiration calls outnumber puts.",
        "Puts make up 68% of the open interest.",
        "The put/call ratio is 2.17.",
        "If calls outnumber puts, the reading ends.",
        "The $245 put leads for Friday, Jan. 2.",
    ),
    "indicator": (
        "## Trades\n\nVolatility is not cheap.",
        "The 14-day RSI of 55.4 is neutral.",
        "The 14-day RSI is not overbought.",
        "Above 70 the 14-day RSI would be overbought.",
        "At equal distance in delta puts cost more than calls.",
        "The curve rises with time.",
        "The trend is neutral by price alone.",
        "MACD is below its signal line.",
    ),
    "news": (
        (
            "The dated headlines supplied are “Small caps enter a week shortened by the New Year's "
            "holiday” (Sample Wire, Dec. 28)."
        ),
        "Read the OCC's “Characteristics and Risks of Standardized Options”.",
        "Too few contracts are reported for a ratio.",
        "No change from a close is reported.",
        "This “line in the sand” is a price.",
        "It was valued as its last reports were summed up by the source.",
    ),
    "direction": (
        "## Trades\n\nA bullish structure: sell the $243 put, buy the $237 put, a credit of $1.",
        "IWM is down 0.76% at $249.52, from a previous close of $251.43.",
        "The fund is up 14.45% year to date.",
        "IWM gained 11.96% over the past year.",
        "A bull call spread is a bullish trade.",
        "A bearish trade is the bear put spread.",
        "A close up 0.76% would undo the day.",
        "A long put may hedge a bullish position.",
        "Resistance is 0.70% above the price.",
    ),
    "change_verb": (
        "IWM edged down to $249.52.",
        "If the price jumps above $251.26, the case is made.",
        "The put/call ratio is 2.17.",
        "The averages are in rising order.",
        "The curve rises with time.",
        "A price made on a busy day can fall back on the next.",
    ),
    "inapplicable_field": (
        "It is a fund, so results of single companies reach it only through their weight.",
        "A fund has no operating margin.",
        "The expense ratio is 0.19%.",
    ),
    "moneyness": (
        "The out-of-the-money $255 call leads.",
        "An in-the-money $245 call is held.",
        "The $240 put is out of the money.",
        "The at-the-money $250 call is dear.",
        "For Friday, $260 leads the calls above the price and $245 the puts below it.",
        "Above the price the $250 call leads, below it the $249 put.",
        "Front leaders are the $260 call overhead, the $245 put below it.",
    ),
    "calendar": (
        "The next expiration is Friday, Jan. 2.",
        "On Friday, Jan. 9, 2026, the second expires.",
        "This Friday, Jan. 2, the front expires.",
        "Next Friday, Jan. 9, 2026, the second expires.",
        "Open interest was counted on Friday, Dec. 26.",
    ),
    "duplicate_values": (
        "The $255 and the $265 strike hold 17,177 contracts and 10,000 contracts.",
        "It can lose $341, and it costs $341.",
    ),
    "worthless_target": (
        (
            "## Trades\n\n"
            "Buy the Jan. 30, 2026, $251 call for $3.41, a loss of $341 at most; break-even at "
            "$254.41, target $259."
        ),
        (
            "## Trades\n\n"
            "Bearish: buy the Jan. 30, 2026, $250 put for $3.31; it can lose $331. It breaks "
            "even at $246.69. The target is $240."
        ),
    ),
    "trade_terms": (
        "## Trades\n\nNo trade: an option idea needs a bid and an ask for every leg.",
        (
            "## Trades\n\n"
            "Buy the Jan. 9, 2026, $255 call for $1.20. It can lose $120 a contract, all of "
            "its cost. It breaks even at $256.20."
        ),
        "## Trades\n\nIn shares: entry on a close beyond $251.26, target $259.75, stop $245.60.",
    ),
    "window": (
        "IWM returned 14.45% year to date.",
        "The 252-day realized volatility is 17.6%.",
        "Options imply 18.5% a year over the next month.",
        "The one-year return is 11.96%.",
        "Puts cost more than calls, by 4.0 points of volatility.",
    ),
}
"""By class, sentences near to those that it must not refuse."""
