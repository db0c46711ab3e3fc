"""Templates that try to be more: to reach Python, to change what they are given, to grow, to last.

Each is a text in Jinja, harmless where it is refused or stays text. ``TOUCH`` is put for the shell
command that would leave a mark, ``FILE`` for the path of a file that none may read.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_ROOTS: Final = ("''", "[]", "()", "{}", "7", "rows", "facts", "title", "spot", "day")
_SEARCH: Final = "__class__.__mro__[1].__subclasses__()"
_START: Final = "{% set n = namespace(x='xxxxxxxx') %}{% for i in range(60) %}"
_FILL: Final = "{% set n = namespace(x=[]) %}{% for i in range(9999) %}"
_LOOPS: Final = "{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}"
_RUN: Final = "['os'].popen('TOUCH').read()"

TEMPLATES: Final[Mapping[str, tuple[str, ...]]] = {
    "T01 class of a value": tuple(f"{{{{ ({root}).__class__ }}}}" for root in _ROOTS),
    "T02 its bases": tuple(
        f"{{{{ ({root}).__class__{walk} }}}}"
        for root in ("''", "rows", "day")
        for walk in (".__mro__", ".__base__", ".__bases__[0]", ".mro()", ".__class__.__base__")
    ),
    "T03 subclasses": (
        f"{{{{ ''.{_SEARCH} }}}}",
        f"{{{{ ''.{_SEARCH}[40]('FILE').read() }}}}",
        f"{{{{ rows.{_SEARCH}[-1] }}}}",
        f"{{% for c in ().{_SEARCH} %}}{{{{ c('TOUCH', shell=1) }}}}{{% endfor %}}",
        f"{{{{ ''.{_SEARCH} | map(attribute='__name__') | list }}}}",
        f"{{{{ ''.{_SEARCH} | selectattr('__name__', 'equalto', 'Popen') | list }}}}",
    ),
    "T04 by subscript": (
        "{{ ''['__class__'] }}",
        "{{ rows['__class__']['__base__'] }}",
        "{{ facts['__class__'] }}",
        "{{ title['__class__']['__mro__'][1]['__subclasses__']() }}",
        "{{ day['__reduce__']() }}",
        "{{ rows['__len__']() }}",
    ),
    "T05 by a filter": (
        "{{ '' | attr('__class__') }}",
        "{{ title | attr('__class__') | attr('__mro__') }}",
        "{{ facts | attr('__init__') | attr('__globals__') }}",
        "{{ 'x' | attr('upper') }}",
        "{{ rows | map('attr', '__class__') | list }}",
    ),
    "T06 by a name that is built": (
        "{{ ''[['__cla', 'ss__'] | join] }}",
        "{{ ''['_' * 2 ~ 'class' ~ '_' * 2] }}",
        "{{ ''['__klass__' | replace('k', 'c') | replace('cl', 'cl')] }}",
        "{{ ''['__ssalc__'[::-1]] }}",
        "{{ ''['x__class__x'[1:-1]] }}",
        "{{ ''['%c%cclass%c%c' | format(95, 95, 95, 95)] }}",
        "{{ ''['__CLASS__' | lower] }}",
        "{{ ''['__class__' | reverse | list | reverse | join] }}",
        "{% set n = '__cl' ~ 'ass__' %}{{ ''[n] }}",
        "{{ ''[('_', '_', 'class', '_', '_') | join('')] }}",
    ),
    "T07 by a name in escapes": (
        "{{ ''['\\x5f\\x5fclass\\x5f\\x5f'] }}",
        "{{ ''['\\137\\137class\\137\\137'] }}",
        "{{ ''['\\u005f\\u005fclass\\u005f\\u005f'] }}",
        "{{ ''['\\N{LOW LINE}\\N{LOW LINE}class\\N{LOW LINE}\\N{LOW LINE}'] }}",
        "{{ '\\ud800' }}",
    ),
    "T08 from what is built in": (
        f"{{{{ lipsum.__globals__{_RUN} }}}}",
        f"{{{{ cycler.__init__.__globals__{_RUN.replace('[', '.').replace(']', '')} }}}}",
        f"{{{{ joiner.__init__.__globals__{_RUN} }}}}",
        f"{{{{ namespace.__init__.__globals__{_RUN} }}}}",
        "{{ range.__class__ }}",
        "{{ dict.__base__.__subclasses__() }}",
        "{{ namespace.__class__ }}",
        "{{ namespace(a=1).__class__ }}",
        "{{ namespace(a=1)._Namespace__attrs }}",
        "{{ cycler('a', 'b') }}",
        "{{ joiner(', ') }}",
        "{{ dict(a=1) }}",
        "{{ range }}",
    ),
    "T09 from the template itself": (
        "{{ self.__dict__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ self.__init__.__globals__ }}",
        "{{ self }}",
        "{% block a %}{{ super() }}{% endblock %}",
        "{% block b %}{{ super.__init__.__globals__ }}{% endblock %}",
        "{% for x in rows %}{{ loop.__class__ }}{% endfor %}",
        "{% for x in rows %}{{ loop._iterator }}{% endfor %}",
        "{% for x in rows %}{{ loop }}{% endfor %}",
        "{% macro m() %}{{ caller.__class__ }}{% endmacro %}{% call m() %}x{% endcall %}",
        "{% macro m() %}{{ varargs.__class__ }}{% endmacro %}{{ m(1) }}",
        "{% macro m() %}{{ kwargs.__class__ }}{% endmacro %}{{ m(a=1) }}",
        "{% macro m() %}x{% endmacro %}{{ m._func.__globals__ }}",
        "{% macro m() %}x{% endmacro %}{{ m.__call__.__func__ }}",
        "{% macro m() %}x{% endmacro %}{{ m }}",
    ),
    "T10 from what is undefined": (
        "{{ nothing }}",
        "{{ nothing.__class__ }}",
        "{{ nothing.__init__.__globals__ }}",
        "{{ facts.nothing }}",
        "{{ facts.nothing._undefined_exception }}",
        "{{ facts['nothing']['__class__'] }}",
        "{{ (nothing | default).__class__ }}",
    ),
    "T11 from what is passed": (
        "{{ title.upper.__func__ }}",
        "{{ title.upper.__self__.__class__ }}",
        "{{ facts.items.__class__ }}",
        "{{ day.isoformat.__self__.__class__ }}",
        "{{ (rows | map(attribute='a')).gi_frame }}",
        "{{ (rows | map(attribute='a')).gi_code }}",
        "{{ (rows | map(attribute='a')).gi_frame.f_globals }}",
        "{{ (rows | map(attribute='a')).throw() }}",
        "{{ title.encode }}",
        "{{ day.strftime('%s') }}",
        "{{ day.fromtimestamp(0) }}",
        "{{ day.today() }}",
    ),
    "T12 from frameworks": tuple(
        f"{{{{ {name} }}}}"
        for name in (
            "request", "config", "session", "g", "url_for", "get_flashed_messages", "app",
            "context", "request.application.__globals__", "config.items()", "settings.SECRET_KEY",
            "environment", "gettext('x')", "csrf_token", "_",
        )
    ),
    "T13 private members": tuple(
        f"{{{{ {name} }}}}"
        for name in (
            "facts._x", "facts.__dict__", "facts.__doc__", "title.__init__", "title._x",
            "rows.__reduce_ex__(2)", "day.__reduce__()", "title.__format__('')", "facts['_x']",
            "title.__mod__(1)", "rows.__class_getitem__", "rows.__add__(rows)", "rows.__sizeof__()",
        )
    ),
    "T14 a format": (
        "{{ '{0.__class__}'.format(title) }}",
        "{{ '{0.__class__.__init__.__globals__}'.format(facts) }}",
        "{{ '{x.__class__}'.format(x=rows) }}",
        "{{ '{0!r:>9}'.format(rows) }}",
    ),
    "T15 a format of a mapping": (
        "{{ '{a.__class__}'.format_map({'a': title}) }}",
        "{{ '{title}'.format_map(facts) }}",
    ),
    "T16 a method for later": (
        "{% set f = '{0.__class__}'.format %}{{ f(title) }}",
        "{% set f = '{0.__class__}'.format_map %}{{ f(facts) }}",
        "{% set n = namespace(f='{0.__class__}'.format) %}{{ n.f(rows) }}",
    ),
    "T17 a method for a filter": (
        "{{ ['{0.__class__}'.format] | map('call', title) | list }}",
        "{{ rows | map('{0.__class__}'.format) | list }}",
        "{{ rows | sort(attribute='{0.__class__}'.format) }}",
        "{{ title | default('{0.__class__}'.format) | first }}",
    ),
    "T18 a format of markup": (
        "{{ ('{0.__class__}' | safe).format(title) }}",
        "{{ ('{0.__class__}' | e).format_map(facts) }}",
    ),
    "T19 a format of an item": (
        "{{ '{0[a].__class__}'.format(facts) }}",
        "{{ '{0[__class__]}'.format(facts) }}",
        "{{ '{0[a.b]}'.format(facts) }}",
    ),
    "T20 a format by a filter": (
        "{{ ['{0.__class__}'] | map('format', title) | list }}",
        "{{ rows | map('format', '__class__') | list }}",
    ),
    "T21 a format of per cents": (
        "{{ '%(__class__)s' | format(**facts) }}",
        "{{ '%(a)s' % facts }}",
        "{{ '%s' % title }}",
        "{{ '%(iv)999999999f' | format(iv=1) }}",
    ),
    "T22 the format by a filter": (
        "{{ ('{0.__class__}' | attr('format'))(title) }}",
        "{{ ('{0.__class__}' | map(attribute='format') | first)(title) }}",
    ),
    "T23 attributes of filters": tuple(
        f"{{{{ rows | {name}(attribute='__class__{rest}') | list }}}}"
        for name in ("map", "groupby", "sort", "unique", "min", "max", "sum", "join")
        for rest in ("", ".__mro__", ".__init__.__globals__")
    )
    + tuple(
        f"{{{{ rows | {name}('__class__.__name__') | list }}}}"
        for name in ("selectattr", "rejectattr")
    ),
    "T24 a change of what is given": (
        "{% set facts.iv = 1 %}",
        "{% set rows[0] = 1 %}",
        "{% do rows.append(1) %}",
        *(
            f"{{{{ {call} }}}}"
            for call in (
                "rows.append(1)", "rows.extend([1])", "rows.insert(0, 1)", "rows.pop()",
                "rows.clear()", "rows.remove(rows[0])", "rows.reverse()", "rows.sort()",
                "facts.update({'iv': 1})", "facts.setdefault('b', 1)", "facts.pop('iv')",
                "facts.popitem()", "facts.clear()", "facts.__setitem__('iv', 1)",
                "rows[0].update({'a': 9})", "rows.__iadd__([1])",
            )
        ),
    ),
    "T25 a file by its name": tuple(
        f"{{% {tag} '{name}'{rest} %}}"
        for tag, rest in (("include", ""), ("import", " as x"), ("extends", ""))
        for name in (
            "FILE", "../secret.j2", "..\\\\secret.j2", "x/../../secret.j2", "link.j2",
            "folder/link.j2", "//h.test/share/x", "http://127.0.0.1:9/x", "file:///etc/hostname",
            "secret.j2\\0.html", "", ".", "x" * 5000, "/dev/zero", "pipe.j2",
        )
    ),
    "T26 a file whose name is a format": (
        "{% include '{0.__class__}.j2' %}",
        "{% include '{{ 7*7 }}.j2' %}",
        "{% include \"a\\nb'\\\"{x!r}.j2\" %}",
        "{% include '%s%n.j2' %}",
        "{% include '{0.__class__}{x!r}%s%n.j2' %}",
    ),
    "T27 a circle": (
        "{% include 'hostile.j2' %}",
        "{% import 'hostile.j2' as x %}",
        "{% extends 'hostile.j2' %}",
        "{% include 'one.j2' %}",
        "{% block a %}{{ self.a() }}{% endblock %}",
        "{% block a %}{{ self.a() }}{{ self.a() }}{% endblock %}",
    ),
    "T28 tags of extensions": (
        "{% debug %}",
        "{% do 7 %}",
        "{% for x in rows %}{% break %}{% endfor %}",
        "{% trans %}x{% endtrans %}",
        "{% autoescape false %}{{ title }",
    ),
    "T29 other delimiters": (
        "# for x in rows\n7\n# endfor",
        "<% 7*7 %><%= 7*7 %>${7*7}#{7*7}",
        "## a comment\n%% for x in rows",
    ),
    "T30 what prints as if it were there": (
        "{{ [{}] | map(attribute='iv') | list }}",
        "{{ [{}] | map(attribute='iv') | join }}",
        "{{ rows | groupby('nothing') | list }}",
        "{{ rows | sort(attribute='nothing') | list }}",
        "{{ none }}",
        "{{ missing }}",
        "{{ nan }}",
        "{{ nan | round }}",
        "{{ true }}",
        "{{ facts.items }}",
        "{{ facts.keys }}",
        "{{ facts.get }}",
        "{{ title.upper }}",
        "{{ title.index }}",
        "{{ rows }}",
        "{{ facts }}",
        "{{ (1, 2) }}",
        "{{ rows | map(attribute='a') }}",
    ),
    "T31 a repetition": (
        "{{ 'x' * 10**10 }}",
        "{{ 10**10 * 'x' }}",
        "{{ [0] * 10**10 }}",
        "{{ (0,) * 1000000000 }}",
        "{% set x = 'A' * 1000000000 %}{{ x | length }}",
        _FILL.replace("[]", "''") + "{% set n.x = n.x + 'xxxx' %}{% endfor %}",
    ),
    "T32 a width": (
        "{{ '%0900000000d' | format(1) }}",
        "{{ '%*d' | format(900000000, 1) }}",
        "{{ '%.900000000f' | format(1.0) }}",
        "{{ '{:>900000000}'.format(1) }}",
        "{{ 'x' | center(900000000) }}",
        "{{ 'x'.ljust(900000000) }}",
        "{{ 'x'.zfill(900000000) }}",
        "{{ 'x\ty'.expandtabs(900000000) }}",
        "{{ 'x\n' | indent(900000000) }}",
        "{{ (range(99999) | join('\n')) | indent(9000) }}",
        "{{ (range(99999) | join(' ')) | wordwrap(1) }}",
        "{{ range(99999) | list | tojson(indent=9000) }}",
        "{{ range(99999) | list | pprint }}",
        "{{ 'x' | truncate(900000000) }}",
        "{{ 1.5 | round(900000000, 'ceil') }}",
        "{{ 1.5 | round(-900000000, 'floor') }}",
        "{{ 1.5 | round(900000000.0) }}",
    ),
    "T33 loops in loops": (
        _LOOPS,
        "{% for i in range(9999) %}{% for j in range(9999) %}x{% endfor %}{% endfor %}",
        "{% set x = [0 - 10**15] | map('count body') | list %}" + _LOOPS,
        "{% for i in range(99999) %}{% if title in long %}{% endif %}{% endfor %}",
        "{% for i in range(99999) if title ~ i in long %}{% endfor %}",
        "{% for a in long %}{% for b in long if false %}{% endfor %}{% endfor %}",
        "{% for a in long %}{{ long }}{% endfor %}",
        "{% set x %}{% for a in long %}{{ long }}{% endfor %}{% endset %}",
        "{% for a in long %}{{ long[1:] | upper | lower | title }}{% endfor %}",
        "{% for a in long %}{% set x = long.upper() %}{% endfor %}",
        f"{{% for a in range(99999) %}}{'{% if long == long[1:] %}{% endif %}' * 50}{{% endfor %}}",
        "{% for i in range(2000) %}" + "x" * 20_000 + "{% endfor %}",
        "{% set y %}{% for i in range(2000) %}" + "x" * 20_000 + "{% endfor %}{% endset %}",
        "{% for i in range(100001) %}{% endfor %}",
        "{% for i in range(10**15) %}{% endfor %}",
        "{% for i in range(0, -99999, -1) %}{% for x in rows | batch(1) %}{% endfor %}{% endfor %}",
        "{% for i in range(999) %}{% include 'wide.j2' %}{% endfor %}",
    ),
    "T34 a macro that calls itself": (
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m(n) %}{{ m(n - 1) ~ m(n - 1) if n else '' }}{% endmacro %}{{ m(60) }}",
        "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() ~ 7 }}{% endmacro %}{{ a() }}",
        "{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{{ m() }}",
    ),
    "T35 a loop that calls itself": (
        "{% for x in [rows] recursive %}{{ loop([rows]) }}{% endfor %}",
        "{% for x in long recursive %}{{ loop(long) }}{{ loop(long) }}{% endfor %}",
    ),
    "T36 words without end": (
        "{{ lipsum(n=100000) }}",
        "{{ lipsum(n=1, min=9999999, max=10000000) }}",
        "{% for i in range(99999) %}{{ lipsum() }}{% endfor %}",
    ),
    "T37 a long join": (
        "{{ range(99999) | join(long) }}",
        "{{ range(99999) | map('string') | join('x' ~ long) }}",
        "{{ long | join(long) }}",
        "{{ long | replace('', long) }}",
        "{{ long | replace('a', long) | replace('a', long) }}",
        "{{ long | select('string') | max }}" * 400,
        "{{ long | map('upper') | select('none') | first }}",
        "{{ long | title }}",
        "{{ ('<!--x-->' * 9) | striptags }}",
        "{{ range(99999) | join('<!--x-->') | striptags }}",
        "{{ (long | replace('a', '%(a)s')) | format(a=long) }}",
        "{{ [facts] * 9 | join(attribute='iv') }}",
    ),
    "T38 a filling": (
        "{{ rows | batch(1000000000, long) | list }}",
        "{{ rows | slice(1000000000, long) | list }}",
        "{{ rows | batch(9999, 'x') | map('join') | join }}",
        "{% set a = [1] %}" + "{% set a = [a, a] %}" * 60 + "{{ a }}",
        "{% set a = (1,) %}" + "{% set a = (a, a) %}" * 60 + "{{ a ~ '' }}",
        "{% set a = {'b': 1} %}" + "{% set a = {'b': a, 'c': a} %}" * 60 + "{{ a | string }}",
        "{% set a = [1] %}" + "{% set a = [[a, a], a] %}" * 60 + "{% if a == a[0] %}{% endif %}",
        "{% set a = [1] %}{% set b = [1] %}"
        + "{% set a = [a, a] %}{% set b = [b, b] %}" * 60
        + "{% if a == b %}{% endif %}",
        "{% macro m() %}{{ m(varargs, varargs) ~ (varargs == [7]) }}{% endmacro %}{{ m(1) }}",
        "{% macro m(n) %}{{ m(n, a=kwargs, b=kwargs) }}{% endmacro %}{{ m(60, c=1) }}",
        "{{ range(99999) | batch(1, 'x') | list | length }}",
        _FILL + "{% set n.x = [n.x, range(99999) | list] %}{% endfor %}",
        _FILL + "{% set n.x = [n.x, long[1:]] %}{% endfor %}",
        _FILL + "{% set n.x = [n.x, long | upper] %}{% endfor %}",
    ),
    "T39 great numbers": (
        "{{ 10**10**10 }}",
        "{{ 9**9**9 }}",
        "{{ 2**64**2 }}",
        "{{ (2**63) ** 64 }}",
        "{{ 1e308 * 10 }}",
        "{{ 0.0 ** -1 }}",
        "{{ 7 // 0 }}",
        "{{ 7 % 0 }}",
        "{{ 0xFFFFFFFFFFFFFFFFFFFF * 2 }}",
        "{{ " + "9" * 5000 + " }}",
        "{{ 0x" + "F" * 5000 + " }}",
        "{{ 0x" + "F" * 5000 + " | string }}",
        "{{ ('9' * 5000) | int }}",
        "{% set n = namespace(x=3) %}{% for i in range(60) %}{% set n.x = n.x * n.x %}{% endfor %}",
        "{{ -1 ** 0.5 }}",
        "{{ (-1) ** 0.5 }}",
    ),
    "T40 doubling": (
        _START + "{% set n.x = n.x ~ n.x %}{% endfor %}",
        _START + "{% set n.x = n.x + n.x %}{% endfor %}",
        _FILL + "{% set n.x = n.x + [1] %}{% endfor %}",
        _START + "{% set n.x = [n.x, n.x] | join %}{% endfor %}",
        _START + "{% set n.x = '%s%s' | format(n.x, n.x) %}{% endfor %}",
        _START + "{% set n.x = n.x | replace('x', 'xx') %}{% endfor %}",
        _FILL.replace("[]", "'&&&&&&'") + "{% set n.x = n.x | forceescape %}{% endfor %}",
        _START + "{% set n.x %}{{ n.x }}{{ n.x }}{% endset %}{% endfor %}",
        "{% macro two(x) %}{{ x }}{{ x }}{% endmacro %}"
        + _START
        + "{% set n.x = two(n.x) %}{% endfor %}",
        "{% set x %}{{ x | default('xxxxxxxx') }}{{ x | default('') }}{% endset %}" * 60,
    ),
    "T41 a long template": (
        "x" * 10_000_000,
        "{{ title }}" * 1500,
        "{# " + "x" * 600_000 + " #}",
        "{% if title %}{% endif %}" * 300,
        "{% macro a() %}{% endmacro %}" * 250,
        "{% for x in rows %}{% endfor %}" * 250,
        "{% set x = 1 %}" * 500,
        "{% if title == 1 %}" + "{% elif title == 2 %}" * 350 + "{% endif %}",
        "{% set x = [" + "1," * 4_000 + "] %}",
        "{% set x = {" + "1:1," * 2_000 + "} %}",
        "{% set x = title" + " ~ title" * 900 + " %}",
        "{{ 0" + " + 1" * 3_900 + " }}",
        "".join(f"{{% block b{n} %}}{{% endblock %}}" for n in range(250)),
        "".join(f"{{% set x{n} = title %}}" for n in range(300)),
    ),
    "T42 depth": (
        "{{ " + "(" * 7_900 + "7" + ")" * 7_900 + " }}",
        "{{ " + "[" * 200 + "]" * 200 + " }}",
        "{% if true %}" * 650 + "x" + "{% endif %}" * 650,
        "{% for x in rows %}" * 30 + "x" + "{% endfor %}" * 30,
        "{{ " + "not " * 3_900 + "title }}",
        "{{ " + "- " * 7_900 + "7 }}",
        "{{ title" + ".x" * 7_900 + " }}",
        "{{ title" + " | upper" * 1_900 + " }}",
        "{% block a %}" * 1200,
    ),
    "T44 another language": (
        "${7*7} <%= 7*7 %> #{7*7} *{7*7} [[${7*7}]]",
        "{{ '{{ 7*7 }}' }}",
        "{% raw %}{{ 7*7 }}{% endraw %}",
        "{% raw %}",
        "{{ '{% debug %}' }}",
    ),
}  # fmt: skip
"""Payloads by class; T43 would be regular expressions, of which no template has any."""

WRITTEN: Final[Mapping[str, str]] = {
    "{{ title | default('{0.__class__}'.format) | first }}": "w",
    "{% include '{0.__class__}{x!r}%s%n.j2' %}": "fine",
    **{text: text for text in TEMPLATES["T29 other delimiters"]},
    "{{ 'x' | truncate(900000000) }}": "x",
    "{{ 10**10**10 }}": "1" + "0" * 100,
    "{{ 9**9**9 }}": str(9**81),
    "{{ 2**64**2 }}": str(2**128),
    **dict.fromkeys(
        (text for text in TEMPLATES["T41 a long template"] if text.startswith("{% ")),
        "",
    ),
    "${7*7} <%= 7*7 %> #{7*7} *{7*7} [[${7*7}]]": "${7*7} <%= 7*7 %> #{7*7} *{7*7} [[${7*7}]]",
    "{{ '{{ 7*7 }}' }}": "{{ 7*7 }}",
    "{% raw %}{{ 7*7 }}{% endraw %}": "{{ 7*7 }}",
    "{% raw %}": "",
    "{{ '{% debug %}' }}": "{% debug %}",
}
"""What the few that are no harm are written as; every other one is refused."""


def values() -> dict[str, Any]:
    """What the templates are given."""
    return {
        "title": "words",
        "symbol": "IWM",
        "spot": 100.0,
        "nan": float("nan"),
        "missing": None,
        "day": date(2026, 1, 2),
        "facts": {"iv": 0.2, "title": "x", "a": "y"},
        "rows": [{"a": 1}, {"a": 2}],
        "long": "a" * 200_000,
    }


def payloads() -> list[tuple[str, str]]:
    """All of them with the class of each."""
    return [(name, text) for name, texts in TEMPLATES.items() for text in texts]


def files(folder: Path) -> Path:
    """A playbook's folder with what the templates refer to, beside a file that none may read."""
    secret = folder / "secret.j2"
    secret.write_text("canary3141", encoding="utf-8")
    playbook = folder / "playbook"
    (playbook / "folder").mkdir(parents=True)
    (playbook / "link.j2").symlink_to(secret)
    (playbook / "folder" / "link.j2").symlink_to(secret)
    (playbook / "one.j2").write_text("{% include 'two.j2' %}", encoding="utf-8")
    (playbook / "two.j2").write_text("{% include 'one.j2' %}", encoding="utf-8")
    (playbook / "{0.__class__}{x!r}%s%n.j2").write_text("fine", encoding="utf-8")
    (playbook / "wide.j2").write_text("{{ title }}" * 1400, encoding="utf-8")
    return playbook
