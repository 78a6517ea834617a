/* Where a quotation comes from: editionQuotation(text) → {words, parts, rest, …}; annotations/pages/data.en.md says what is in it.
   Words lead to units through the search's own index; unit and quotation are then aligned word by word. How words are folded
   is the search's affair (search.js): nothing is known of letters here. */
(() => {
'use strict'
const LETTERS = 60000, WORDS = 5000, CELLS = 4e7  // what is looked at, and how much of it at once
const SAME = 0, SIGNS = 1, CASE = 2, SPELLING = 3, LETTER = 4, ALIKE = 5, OTHER = 6  // how two words differ
const NAMES = ['same', 'punctuation', 'case', 'spelling', 'letters', 'word', 'word'], WORTH = [6, 6, 6, 5, 3, -2, -4]
const OPEN = 5, MORE = 2, FAR = 22, NEVER = -1e9
const ELLIPSIS = /[[({]\s*(?:…|\.(?: ?\.)+)\s*[\])}]|…(?: ?…)*|\.(?: ?\.)+/g
let own  // what search.js lends

let rested = 0
const pause = async () => {  // lets the page breathe
  if (performance.now() - rested < 24) return
  await new Promise(done => setTimeout(done))
  rested = performance.now()
}

/* ---- words, of either side ---- */
const clean = text => text.slice(0, LETTERS).normalize().replace(/[\ufb00-\ufb06]/g, both => both.normalize('NFKC'))
  .replace(/\u00ad(?=\s)/g, '-').replace(/\p{Cf}/gu, '').replace(/\r\n?|[\v\f\u2028\u2029]/g, '\n').replace(/[^\n\P{Cc}]|\p{Cs}/gu, ' ')
const tidy = raw => raw.replace(/ /g, '').replace(/[’‘ʼ`´′]/g, "'")
const letters = said => said.replace(/['’‘ʼ`´′–-]/g, '')
const kinds = new Map  // word → what is known of it
const kind = (raw, lang) => {
  const name = lang + ' ' + raw
  if (!kinds.has(name)) {
    if (kinds.size > 4e4) kinds.clear()
    const said = tidy(raw), form = letters(lang ? own.small(said, lang) : own.typed(said)), near = own.plain(form), number = /\p{N}/u.test(form)
    let mask = 0
    for (const letter of near) mask |= 1 << (letter.charCodeAt() & 31)
    kinds.set(name, {raw, said, lang, form, near, keys: [...new Set(own.others(form, form).map(own.last))], mask, number, worth: number || form.length > 3 ? 1 : .4})
  }
  return kinds.get(name)
}
/* A pasted text's words: each with what may be wrong with it (a note's number, in brackets, an ellipsis). */
const pasted = text => {
  const all = [], gaps = [...text.matchAll(ELLIPSIS)].map(found => ({gap: true, start: found.index, end: found.index + found[0].length}))
  const brackets = [...text.matchAll(/\[[^[\]]{0,400}\]/g)].map(found => [found.index, found.index + found[0].length])
  const add = (start, end, stuck) => {
    const raw = text.slice(start, end), before = text.slice(Math.max(0, start - 2), start)
    const bracket = brackets.some(span => span[0] < start && end < span[1] && !/^\p{L}/u.test(text.slice(span[1])))
    all.push({start, end, kind: kind(raw, ''), bracket,
      note: /^[\d⁰-⁹¹²³]{1,3}$/.test(raw) && (stuck || bracket || /^[⁰-⁹¹²³]/.test(raw) || /(^|\D)[.,;:!?»”"’'([]$/.test(before) && !/\s$/.test(before))})
  }
  own.wordsOf(text, 'az').slice(0, WORDS).forEach(({start, end}) => {
    const number = /\P{N}{3}([\d⁰-⁹¹²³]{1,3})$/u.exec(text.slice(start, end)), cut = number ? end - number[1].length : end
    add(start, cut)
    if (number) add(cut, end, true)
  })
  return joints([...all, ...gaps.filter(gap => all.length && gap.start < all[all.length - 1].end)].sort((a, b) => a.start - b.start), text, '')
}
/* Neighbours that can be one word, torn apart by the end of a line, a hyphen or a space. */
const joints = (all, text, lang) => {
  all.forEach((one, i) => {
    const next = all[i + 1], between = next && text.slice(one.end, next.start)
    if (next && !one.gap && !next.gap && between.length < 4 && /^[-‐‑–'’[\]\s]*$/.test(between)) {
      one.joined = kind(text.slice(one.start, one.end) + text.slice(next.start, next.end), lang || one.lang || '')
      one.apart = !between || /[-‐‑]\s+$|\[|\]/.test(between) ? SAME : /^\s+$/.test(between) ? SPELLING : SIGNS
    }
  })
  return all
}
const wordsOf = unit => unit.words = unit.words || joints(own.wordsOf(unit.text, unit.lang, unit.langs).map(({start, end}) => {
  const span = unit.langs.find(([from, to]) => from <= start && start < to)
  return {unit, start, end, kind: kind(unit.text.slice(start, end), span ? span[2] : unit.lang)}
}), unit.text, unit.lang)

/* How a pasted word and one of the edition differ: those whose keys meet, and others. */
const akin = (one, other) => one.said === other.said ? one.raw.replace(/ /g, '') === other.raw.replace(/ /g, '') ? SAME : SIGNS
  : letters(one.said) === letters(other.said) ? SIGNS
  : own.small(letters(one.said), other.lang) === other.form ? CASE
  : own.same(one.form, other.form) || own.typedAs(other.form, one.form) >= 0 ? SPELLING : strange(one, other)
const most = ({near: {length}, number}) => number || length < 4 ? -1 : length < 8 ? 1 : length < 13 ? 2 : 3  // letters that may be others
const strange = (one, other) => {
  const a = one.near, b = other.near, least = Math.min(a.length, b.length), few = Math.min(most(one), most(other))
  let shared = 0
  if (other.raw.includes(' ') && other.raw.split(/[^\p{L}\p{N}]* [^\p{L}\p{N}]*/u).includes(one.raw)) return SIGNS  // one of which an ending stands apart
  if (one.number || other.number) return one.number && other.number ? ALIKE : OTHER
  while (shared < least && a[shared] === b[shared]) shared++
  if (edits(a, b, few) <= few) return LETTER
  return shared > 3 && shared > .6 * least ? ALIKE : OTHER
}
/* How many letters are to be put in, taken out, replaced or swapped; more than `few` if that is not enough. */
const rows = [0, 0, 0].map(() => new Int8Array(64))
const edits = (a, b, few) => {
  const n = a.length, m = b.length
  if (few < 0 || n - m > few || m - n > few || n > 60 || few > 1 && a[0] !== b[0] && a[n - 1] !== b[m - 1]) return 99
  let [before, last, row] = rows
  for (let j = 0; j <= m; j++) row[j] = j
  for (let i = 1; i <= n; i++) {
    const from = Math.max(1, i - few), to = Math.min(m, i + few), letter = a.charCodeAt(i - 1), past = before
    let least = 99
    before = last
    last = row
    row = past
    row[from - 1] = from > 1 ? 99 : i
    for (let j = from; j <= to; j++) {
      const same = letter === b.charCodeAt(j - 1)
      let value = last[j - 1] + (same ? 0 : 1)
      if (row[j - 1] + 1 < value) value = row[j - 1] + 1
      if (j < i + few && last[j] + 1 < value) value = last[j] + 1
      if (i > 1 && j > 1 && letter === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1) && before[j - 2] + 1 < value) value = before[j - 2] + 1
      row[j] = value
      if (value < least) least = value
    }
    if (least > few) return 99
  }
  return row[m]
}
const apart = (one, other) => one.keys.some(key => other.keys.includes(key)) ? akin(one, other) : strange(one, other)

/* ---- alignment: local, with gaps that cost by length, or at most so much (Smith and Waterman; Gotoh) ---- */
const numbered = words => {  // distinct kinds, and each word's
  const all = new Map, number = one => {
    if (!all.has(one)) all.set(one, all.size)
    return all.get(one)
  }
  const single = words.map(word => word.kind ? number(word.kind) : 0), joined = words.map(word => word.joined ? number(word.joined) : -1)
  return {all: [...all.keys()], single, joined}
}
const tables = async (ours, theirs) => {
  const size = theirs.all.length, table = new Int8Array(ours.all.length * size).fill(OTHER), byKey = new Map, lengths = Int32Array.from(theirs.all, one => one.near.length)
  const masks = Int32Array.from(theirs.all, one => one.mask), opening = new Map(theirs.all.map(one => [one.near.slice(0, 4), []])), numbers = theirs.all.map(one => one.number)
  theirs.all.forEach((one, j) => {
    one.keys.forEach(key => byKey.set(key, [...byKey.get(key) || [], j]))
    opening.get(one.near.slice(0, 4)).push(j)
  })
  for (let i = 0; i < ours.all.length; i++) {
    const one = ours.all[i], at = i * size, length = one.near.length, few = most(one)
    for (let j = 0; j < size; j++) {
      if (one.number) { if (numbers[j]) table[at + j] = ALIKE } else if (lengths[j] <= length + few && lengths[j] >= length - few) {
        let bits = masks[j] ^ one.mask, count = 0
        while (bits && count < 7) { bits &= bits - 1; count++ }
        if (count <= 2 * few) table[at + j] = strange(one, theirs.all[j])
      }
    }
    ;(opening.get(one.near.slice(0, 4)) || []).forEach(j => { if (table[at + j] === OTHER) table[at + j] = strange(one, theirs.all[j]) })
    one.keys.forEach(key => (byKey.get(key) || []).forEach(j => { table[at + j] = akin(one, theirs.all[j]) }))
    if (i % 16 === 0) await pause()
  }
  return table
}
const align = async (mine, from, to, words) => {
  const n = to - from, m = words.length, width = m + 1
  if (!n || !m || n * m > CELLS) return null
  const ours = numbered(mine.slice(from, to)), theirs = numbered(words), size = theirs.all.length, table = await tables(ours, theirs)
  const shorts = Int8Array.from(theirs.all, one => one.worth < 1 ? 3 : 0)
  const ways = new Uint8Array((n + 1) * width), down = new Int32Array(width).fill(NEVER)
  let before = new Int32Array(width), last = new Int32Array(width), row = new Int32Array(width), best = 0, end = [0, 0]
  for (let i = 1; i <= n; i++) {
    const word = mine[from + i - 1], {gap} = word, single = ours.single[i - 1] * size, joined = i > 1 ? ours.joined[i - 2] * size : -1
    const cheap = gap || word.note || word.bracket, opens = cheap ? 1 : OPEN, goes = gap ? 1 : cheap ? 0 : 2 * MORE
    const open = gap ? 0 : OPEN, more = gap ? 0 : MORE, far = gap ? 0 : FAR
    let right = NEVER, jump = NEVER
    row[0] = 0
    for (let j = 1; j <= m; j++) {
      let way = 0, score = 0, bits = 0, value
      const one = theirs.single[j - 1]
      if (!gap) {
        const kind = table[single + one], short = kind < LETTER ? shorts[one] : 0
        if ((value = last[j - 1] + WORTH[kind] - short) > score) { score = value; way = 1 }
        if (joined >= 0 && table[joined + one] <= SPELLING && (value = before[j - 1] + 5) > score) { score = value; way = 2 }
        const pair = j > 1 ? theirs.joined[j - 2] : -1
        if (pair >= 0 && table[single + pair] <= SPELLING && (value = last[j - 2] + 5) > score) { score = value; way = 3 }
      }
      if (row[j - 1] - open >= right - more) right = row[j - 1] - open
      else { right -= more; bits |= 8 }
      if (row[j - 1] - far >= jump) jump = row[j - 1] - far
      else bits |= 32
      if (last[j] - opens >= down[j] - goes) down[j] = last[j] - opens
      else { down[j] -= goes; bits |= 16 }
      if (down[j] > score) { score = down[j]; way = 5 }
      if (right > score) { score = right; way = 4 }
      if (jump > score) { score = jump; way = 6 }
      row[j] = score
      ways[i * width + j] = way | bits
      if (score > best) { best = score; end = [i, j] }
    }
    ;[before, last, row] = [last, row, before]
    if (i % 8 === 0) await pause()
  }
  return best ? {score: best, ...trace(mine, from, words, ways, width, end, ours, theirs, table)} : null
}
/* The way back: steps with the places of the words on both sides, [from, to) each. */
const trace = (mine, from, words, ways, width, [i, j], ours, theirs, table) => {
  const steps = [], size = theirs.all.length
  let state = 0
  for (;;) {
    const bits = ways[i * width + j], way = state || bits & 7
    if (!way) break
    const [a, b] = [[0, 0], [1, 1], [2, 1], [1, 2], [0, 1], [1, 0], [0, 1]][way]
    const x = a > 1 ? ours.joined[i - 2] : ours.single[i - 1], y = b > 1 ? theirs.joined[j - 2] : theirs.single[j - 1]
    const differs = a && b ? Math.max(table[x * size + y], a > 1 ? mine[from + i - 2].apart : b > 1 ? words[j - 2].apart : 0) : -1
    const sign = !a && mine[from + i - 1] && mine[from + i - 1].gap
    state = way === 4 && bits & 8 ? 4 : way === 6 && bits & 32 ? 6 : way === 5 && bits & 16 ? 5 : 0
    i -= a
    j -= b
    steps.push({a: from + i, A: from + i + a, b: j, B: j + b, differs, sign})
  }
  steps.reverse()
  return {steps, from: from + i, to: steps[steps.length - 1].A, first: j, last: steps[steps.length - 1].B}
}

/* ---- candidates ---- */
const lookUp = async words => {  // word → the numbers of the units that have it, in whatever spelling
  const asked = words.map(({form}) => [form, [...new Set([form, own.headOf(form), ...own.stemsOf(form), ...own.others(form, form)].map(own.last))]])
  await own.store.need([...new Set(asked.map(one => one[1]).flat())])
  return asked.map(([form, keys]) => {
    const units = new Set
    keys.forEach(key => own.store.group(key).forEach(([, forms]) => forms.forEach(other => {
      if (own.same(form, letters(other))) own.store.postings(other).units.forEach(unit => units.add(unit))
    })))
    return units
  })
}
/* From each window of a stretch the words that should tell most, and the units that have most of them: [unit, from, to]. */
const candidates = async (mine, [from, to], round) => {
  const size = Math.max(24, Math.ceil(mine.length / 40)), each = mine.length < 60 ? 12 : 6, found = new Map
  for (let at = from; at < to; at += size) {
    const end = Math.min(to, at + size), kinds = []
    for (let i = at; i < end; i++) {
      const {gap, note, joined, apart, kind} = mine[i]
      if (!gap && !note) kinds.push(joined && apart === SAME ? joined : kind)
    }
    const wanted = [...new Set(kinds)].filter(one => one.form[2]).sort((a, b) => b.form.length - a.form.length).slice(round * each, round * each + each)
    const sums = new Map
    ;(await lookUp(wanted)).forEach(units => units.forEach(unit => sums.set(unit, (sums.get(unit) || 0) + Math.log(1 + own.count / units.size))))
    const ranked = [...sums].sort((a, b) => b[1] - a[1] || a[0] - b[0]), best = ranked[0] ? ranked[0][1] : 0
    ranked.slice(0, mine.length < 120 ? 8 : 4).filter(one => one[1] > .45 * best).forEach(([unit]) => {
      const spans = found.get(unit) || [], before = spans[spans.length - 1]
      if (before && before[1] >= at) before[1] = Math.min(to, end + size)
      else spans.push([Math.max(from, at - size), Math.min(to, end + size)])
      found.set(unit, spans)
    })
    await pause()
  }
  return [...found].map(([unit, spans]) => spans.map(span => [unit, ...span])).flat()
}
const load = numbers => own.store.units(numbers)
const weigh = (mine, from, to) => mine.slice(from, to).reduce((sum, word) => sum + (word.gap || word.note ? 0 : word.kind.worth), 0)
/* Enough to be no chance: many words in a row, or most of the quotation, or of what stands between its ellipses. */
const enough = (mine, hit) => {
  let start = hit.from, end = hit.to, held = 0
  hit.steps.forEach(({a, A, differs}) => { if (differs >= 0 && differs <= LETTER) held += weigh(mine, a, A) })
  while (start > 0 && !mine[start - 1].gap) start--
  while (end < mine.length && !mine[end].gap) end++
  return held > 6.5 && held > .5 * weigh(mine, hit.from, hit.to) || held > 2.1 && held >= .6 * weigh(mine, start, end) && (held > 2.9 || held >= .9 * weigh(mine, 0, mine.length))
}
const free = (length, hits) => {  // the stretches between hits
  const found = []
  let at = 0
  hits.forEach(hit => {
    if (hit.from > at) found.push([at, hit.from])
    at = hit.to
  })
  if (at < length) found.push([at, length])
  return found
}
const hitOf = async (mine, from, to, units, numbers) => {
  const words = units.map(wordsOf).flat(), hit = await align(mine, from, to, words)
  return hit && {...hit, words, units, numbers, others: []}
}
const inOrder = (a, b) => a.from - b.from

/* ---- units that follow one another ---- */
const follows = (mine, a, b) => {
  const steps = b.numbers[0] - a.numbers[a.numbers.length - 1], [one, other] = [a.units[a.units.length - 1], b.units[0]]
  return one.slug === other.slug && (one.kind === 'note') === (other.kind === 'note') && weigh(mine, a.to, b.from) < 12
    && (steps ? steps > 0 && steps < 4 : a.units.length < 2 && b.units.length < 2 && a.last <= b.first)
}
const span = async (mine, from, to, first, last) => {
  const numbers = Array.from({length: last - first + 1}, (no, n) => first + n)
  return hitOf(mine, from, to, await load(numbers), numbers)
}
const chained = async (mine, hits) => {
  hits.forEach((hit, i) => {  // of places that are equally good, the one that goes on
    const next = hits[i + 1]
    if (!next || follows(mine, hit, next)) return
    for (const a of [hit, ...hit.others]) for (const b of [next, ...next.others]) {
      if (!follows(mine, a, b)) continue
      if (a !== hit) [a.others, hits[i]] = [[hit, ...hit.others.filter(other => other !== a)], a]
      if (b !== next) [b.others, hits[i + 1]] = [[next, ...next.others.filter(other => other !== b)], b]
      return
    }
  })
  const made = []
  for (let i = 0, j; i < hits.length; i = j) {
    for (j = i + 1; j < hits.length && follows(mine, hits[j - 1], hits[j]);) j++
    const run = hits.slice(i, j), end = run[run.length - 1]
    const whole = run[1] && await span(mine, run[0].from, end.to, run[0].numbers[0], end.numbers[end.numbers.length - 1])
    if (whole && whole.from <= run[0].to && whole.to >= end.from && whole.score > .8 * run.reduce((sum, hit) => sum + hit.score, 0) - FAR) made.push(whole)
    else made.push(...run)
  }
  return made
}
/* A hit that ends where its unit does may go on in the next. */
const extended = async (mine, hit, least, most) => {
  for (const side of [-1, 1]) for (let turn = 0; turn < 3; turn++) {
    const left = side < 0 ? [Math.max(least, hit.from - 300), hit.from] : [hit.to, Math.min(most, hit.to + 300)], rest = weigh(mine, ...left)
    const first = hit.numbers[0] - (side < 0), last = hit.numbers[hit.numbers.length - 1] + (side > 0)
    if (rest < .4 || (side < 0 ? hit.first > 3 : hit.last < hit.words.length - 3) || first < 0 || last >= own.count) break
    const [next] = await load([side < 0 ? first : last]), own_ = hit.units[0]
    if (next.slug !== own_.slug || (next.kind === 'note') !== (own_.kind === 'note')) break
    const made = await span(mine, side < 0 ? left[0] : hit.from, side < 0 ? hit.to : left[1], first, last)
    if (!made || made.from > hit.from || made.to < hit.to) break
    const covered = rest - weigh(mine, ...(side < 0 ? [left[0], made.from] : [made.to, left[1]]))
    if (made.score < hit.score + (covered > .9 * rest ? 2 : 12)) break
    hit = {...made, others: hit.others}
  }
  return hit
}

/* ---- what is said of a part ---- */
/* Words at the edges that alignment leaves out, as other words; not what leads in (“he writes:”). */
const stops = (words, i) => words[i] && words[i - 1] && /[.!?]/.test(between(words, i))  // a sentence ends before that word
const edges = (mine, text, hit, least, most) => {
  const near = (from, to) => to > from && to - from < 4 && mine.slice(from, to).every(word => !word.gap)
  const plain = (from, to) => !/[:"“”„«»]|\n\s*\n/.test(text.slice(mine[from].end, mine[to].start))
  if (near(least, hit.from) && plain(least, hit.from)) for (let i = hit.from - 1, j = hit.first; i >= least; i--) {
    const pair = j > 0 && !mine[i].note && !stops(hit.words, j)
    hit.steps.unshift({a: i, A: i + 1, b: pair ? --j : j, B: pair ? j + 1 : j, differs: pair ? apart(mine[i].kind, hit.words[j].kind) : -1})
    ;[hit.from, hit.first] = [i, j]
  }
  if (near(hit.to, most) && plain(hit.to - 1, most - 1)) for (let i = hit.to, j = hit.last; i < most; i++) {
    const pair = j < hit.words.length && !mine[i].note && !stops(hit.words, j)
    hit.steps.push({a: i, A: i + 1, b: j, B: pair ? ++j : j, differs: pair ? apart(mine[i].kind, hit.words[j - 1].kind) : -1})
    ;[hit.to, hit.last] = [i + 1, j]
  }
}
const signs = said => said.replace(ELLIPSIS, '…').replace(/\s/g, '')
const between = (words, i) => {  // what stands in the edition before a word
  const word = words[i], before = words[i - 1]
  return !before ? word.unit.text.slice(0, word.start) : before.unit === word.unit ? word.unit.text.slice(before.end, word.start)
    : before.unit.text.slice(before.end) + '\n' + word.unit.text.slice(0, word.start)
}
/* One entry for each step: {kind, quote, text, before: [quote's, text's], signs: where these differ}. */
const kindOf = ({a, A, differs, sign}, {gap, note, bracket}) => differs >= 0 ? NAMES[differs]
  : A === a ? sign ? 'omitted' : 'missing' : gap ? 'ellipsis' : note ? 'number' : bracket ? 'bracket' : 'added'
const spoken = (mine, text, hit) => {
  const {steps, words} = hit, made = []
  let ours = [], theirs = [], paired = false, cut = false
  steps.forEach((step, n) => {
    const {a, A, b, B, differs} = step, word = A > a ? mine[a] : {}, kind = kindOf(step, word), before = ['', '']
    if (A > a && a > hit.from) before[0] = text.slice(mine[a - 1].end, word.start)
    if (B > b && b > hit.first) before[1] = between(words, b)
    const entry = {kind, quote: A > a ? text.slice(word.start, mine[A - 1].end) : '', text: B > b ? said(words, b, B) : '', before}
    let sign = before[0]
    if (/number|bracket/.test(kind) || /\]/.test(entry.quote)) sign = sign.replace(/[[(]$/, '')
    if (made[0] && /number|bracket/.test(made[made.length - 1].kind)) sign = sign.replace(/^[\])]/, '')
    if (A > a) ours.push(signs(sign))
    if (B > b) theirs.push(signs(before[1]))
    if (kind === 'ellipsis') steps[n + 1] && steps[n + 1].sign ? cut = true : ours.push('…')
    if (differs >= 0) {
      if (paired && !cut && !ways(ours).some(one => ways(theirs).includes(one))) entry.signs = [before[0], before[1]]
      ;[ours, theirs, paired, cut] = [[], [], true, false]
    }
    made.push(entry)
  })
  return reordered(made)
}
const ways = signs => [signs.join(''), signs[0], signs[signs.length - 1], signs[0] + signs[signs.length - 1]]  // where words went, their signs may have gone too
const said = (words, from, to) => words[from].unit.text.slice(words[from].start, words[to - 1].end)
/* A word that is missing here and added near by is in another place. */
const reordered = made => {
  made.forEach((one, i) => {
    if (one.kind !== 'added') return
    const other = made.slice(Math.max(0, i - 6), i + 7).find(each => each.kind === 'missing' && apart(kind(one.quote, ''), kind(each.text, 'az')) <= SPELLING)
    if (other) one.kind = other.kind = 'order'
  })
  made.forEach((one, i) => {
    const next = made[i + 1]
    if (next && one.kind === 'word' && next.kind === 'word' && apart(kind(one.quote, ''), kind(next.text, 'az')) <= SPELLING
      && apart(kind(next.quote, ''), kind(one.text, 'az')) <= SPELLING) one.kind = next.kind = 'order'
  })
  return made
}
const place = (hit, first = hit.words[hit.first], last = hit.words[hit.last - 1]) => {
  const {slug, title, titleLang, kind, mark, page, pageInferred, lang} = first.unit, bare = unit => unit.anchor.slice(slug.length + 1)
  return {anchor: first.unit.anchor, text: slug, from: bare(first.unit), to: bare(last.unit), start: first.start, end: last.end,
    title, titleLang, kind, mark, page, pageInferred, lastPage: last.unit.page, lang, score: hit.score,
    quote: first.unit === last.unit ? first.unit.text.slice(first.start, last.end) : first.unit.text.slice(first.start) + '\n' + last.unit.text.slice(0, last.end)}
}
const partOf = (mine, text, hit) => {
  const words = spoken(mine, text, hit), counts = {same: 0, punctuation: 0}
  words.forEach(({kind, signs}) => {
    counts[kind] = (counts[kind] || 0) + 1
    if (signs) counts.punctuation++
  })
  if (counts.order) counts.order /= 2
  return {...place(hit), at: [mine[hit.from].start, mine[hit.to - 1].end], words, counts, others: hit.others.map(other => place(other)),
    deviations: ['spelling', 'letters', 'word', 'missing', 'added', 'order', 'case'].reduce((sum, kind) => sum + (counts[kind] || 0), 0)}
}

/* ---- face ---- */
const chosen = (hits, held) => {
  hits.sort((a, b) => b.score - a.score || (a.units[0].kind === 'toc') - (b.units[0].kind === 'toc') || a.numbers[0] - b.numbers[0]).forEach(hit => {
    const met = held.filter(one => one.from < hit.to && hit.from < one.to)
    if (!met[0]) held.push(hit)
    else if (!met[1] && hit.score >= .96 * met[0].score && Math.min(hit.to, met[0].to) - Math.max(hit.from, met[0].from) > .8 * (met[0].to - met[0].from)
      && ![met[0], ...met[0].others].some(one => one.numbers[0] === hit.numbers[0])) met[0].others.push(hit)
  })
  return held.sort(inOrder)
}
const quotation = async given => {
  own = await editionSearch.lend()
  const text = clean(String(given)), mine = pasted(text), whole = weigh(mine, 0, mine.length)
  const result = {text, words: mine.filter(word => !word.gap).length, parts: [], rest: [], little: whole < 2.2, cut: String(given).length > LETTERS || own.wordsOf(text, 'az').length > WORDS}
  let hits = []
  for (let round = 0, added = true; round < 4 && (added || round < 2) && !result.little; round++) {
    const found = []
    for (const stretch of free(mine.length, hits)) {
      if (weigh(mine, ...stretch) < 2.2) continue
      for (const [number, from, to] of await candidates(mine, stretch, added ? 0 : 1)) {
        const hit = await hitOf(mine, from, to, await load([number]), [number])
        if (hit && enough(mine, hit)) found.push(hit)
      }
    }
    added = !!found[0]
    found.sort((a, b) => b.score - a.score)
    for (let i = 0; i < Math.min(found.length, mine.length < 200 ? 8 : 0); i++) {  // what goes on in the next unit is worth more
      const around = free(mine.length, hits).find(([from, to]) => from <= found[i].from && found[i].to <= to)
      if (around) found[i] = await extended(mine, found[i], ...around)
    }
    hits = chosen(found, hits)
  }
  hits = await chained(mine, hits)
  const before = [...hits]
  for (let i = 0; i < hits.length; i++) hits[i] = await extended(mine, hits[i], i ? hits[i - 1].to : 0, hits[i + 1] ? hits[i + 1].from : mine.length)
  if (hits.some((hit, i) => hit !== before[i])) hits = await chained(mine, hits)
  hits.forEach((hit, i) => edges(mine, text, hit, i ? hits[i - 1].to : 0, hits[i + 1] ? hits[i + 1].from : mine.length))
  result.parts = hits.map(hit => partOf(mine, text, hit))
  result.rest = free(mine.length, hits).filter(span => mine.slice(...span).some(word => !word.gap && !word.note))
    .map(([from, to]) => ({at: [mine[from].start, mine[to - 1].end], text: text.slice(mine[from].start, mine[to - 1].end)}))
  return result
}
window.editionQuotation = quotation
})()
