/** Colours have a contrast of at least 4.5 to 1 on their grounds, in light and in dark (WCAG 2.2, 1.4.3). */
export const style = `:root{color-scheme:light dark;--ink:#1b1f24;--dim:#57606a;--ground:#fff;--card:#f6f8fa;--line:#d0d7de;--link:#0550ae;
--critical:#8f0d22;--high:#b3261e;--medium:#8a5a00;--low:#3d5a80;--info:#57606a;--good:#1a6b32}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--dim:#a3adb8;--ground:#0d1117;--card:#161b22;--line:#3d444d;--link:#79b8ff;
--critical:#ff8f9c;--high:#ff9d8a;--medium:#f0b849;--low:#9cc4f5;--info:#a3adb8;--good:#6fdd8b}}
*{box-sizing:border-box}
body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem;padding:1.5rem 1rem 4rem;color:var(--ink);background:var(--ground)}
h1{font-size:1.35rem;line-height:1.35;margin:.3rem 0 1rem;padding:.8rem 1rem;border-left:.4rem solid;background:var(--card);overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:2.5rem 0 .6rem;padding-bottom:.2rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
h3{font-size:1rem;margin:1.5rem 0 .4rem;overflow-wrap:anywhere}
p{margin:.4rem 0}a{color:var(--link)}small,.dim{color:var(--dim);font-size:.87rem}
.passed{color:var(--good)}.failed{color:var(--critical)}.incomplete{color:var(--medium)}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}.info{color:var(--info)}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:0}.facts dt{color:var(--dim)}.facts dd{margin:0;overflow-wrap:anywhere}
.note{border:1px solid var(--medium);border-left-width:.4rem;background:var(--card);padding:.3rem 1rem;margin:1rem 0;overflow-wrap:anywhere}
.tiles{display:flex;flex-wrap:wrap;gap:.6rem;padding:0;margin:1rem 0;list-style:none}
.tiles li{flex:1 1 6rem;padding:.5rem .8rem;border:1px solid var(--line);border-top:.25rem solid;background:var(--card)}
.tiles b{display:block;font-size:1.6rem;line-height:1.2}.tiles span{color:var(--dim);font-size:.87rem}
.wide{overflow-x:auto}.wide:focus{outline:2px solid var(--link)}
table{border-collapse:collapse;width:100%;font-size:.93rem}
td,th{border-bottom:1px solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top}
thead th{color:var(--dim);font-weight:600;white-space:nowrap}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tbody th{font-weight:600;min-width:10rem;overflow-wrap:anywhere}
td ul{margin:0;padding-left:1.1rem}.risks th:nth-child(2),.risks td:nth-child(2){width:6rem}.risks tbody th{width:30%}
svg{display:block;width:100%;min-width:4rem;height:.55rem;fill:currentColor;background:var(--line)}
fieldset{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;border:1px solid var(--line);background:var(--card);margin:1rem 0;padding:.5rem 1rem .8rem}
fieldset[hidden],[hidden]{display:none}label{display:block;font-size:.87rem;color:var(--dim)}
input,select{font:inherit;font-size:.93rem;color:var(--ink);background:var(--ground);border:1px solid var(--dim);padding:.25rem .4rem;max-width:100%}
details{border:1px solid var(--line);border-left:.25rem solid;margin:.4rem 0;background:var(--ground)}
summary{padding:.4rem .7rem;cursor:pointer;overflow-wrap:anywhere}summary:hover{background:var(--card)}
summary .what{color:var(--ink);font-weight:600}summary .level{display:inline-block;min-width:4.6rem;font-weight:700}
.body{padding:.1rem .9rem .7rem;color:var(--ink);overflow-wrap:anywhere}
pre{margin:.4rem 0;padding:.5rem .7rem;background:var(--card);border:1px solid var(--line);overflow-x:auto;font-size:.85rem;line-height:1.4}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.9em}
pre.wrap{white-space:pre-wrap;overflow-wrap:anywhere}
@media (max-width:40rem){body{padding:.8rem .6rem 3rem}.facts{grid-template-columns:1fr}.facts dd{margin-bottom:.4rem}td,th{padding:.3rem .4rem}
summary .level{min-width:0}fieldset>div{flex:1 1 100%}input,select{width:100%}}
@media print{:root{font-size:11px}body{max-width:none;padding:0;font-size:1rem}fieldset{display:none}a{color:inherit}pre{white-space:pre-wrap;overflow-wrap:anywhere}
details,tr{break-inside:avoid}details::details-content{content-visibility:visible;block-size:auto;display:block}h2,h3{break-after:avoid}}`;

/** Narrows what is shown: the page is whole without it. It only hides what is there, and reads nothing but the page. */
export const script = `'use strict';
(() => {
  const box = document.getElementById('filter');
  if (box === null) return;
  const all = [...document.querySelectorAll('details[data-s]')].map((node) => ({ node, text: node.textContent.toLowerCase() }));
  const value = (name) => document.getElementById('f-' + name)?.value ?? '';
  const apply = () => {
    const words = value('text').toLowerCase().split(/\\s+/).filter(Boolean);
    const [s, t, o, w] = ['severity', 'state', 'owasp', 'owner'].map(value);
    let shown = 0;
    for (const { node, text } of all) {
      const d = node.dataset;
      const fits = (!s || s.split(' ').includes(d.s)) && (!t || d.t.split(' ').includes(t)) && (!o || d.o.split(' ').includes(o)) && (!w || d.w === w) && words.every((word) => text.includes(word));
      node.hidden = !fits;
      if (fits) shown += 1;
    }
    for (const group of document.querySelectorAll('section.group')) group.hidden = !group.querySelector('details:not([hidden])');
    document.getElementById('shown').textContent = shown + ' of ' + all.length + ' findings';
  };
  box.hidden = false;
  for (const id of ['text', 'severity', 'state', 'owasp', 'owner']) document.getElementById('f-' + id)?.addEventListener('input', apply);
  apply();
  const reveal = () => { const hit = document.getElementById(location.hash.slice(1)); if (hit instanceof HTMLDetailsElement) hit.open = true; };
  addEventListener('hashchange', reveal);
  reveal();
  addEventListener('beforeprint', () => { for (const { node } of all) node.open = true; });
})();`;
