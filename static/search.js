/* Search: editionSearch(query, options) → {total, hits, …}. Letters, lookup and evaluation do what edition/letters.py, lookup.py
   and fulltext.py say; the tables come with the index (search_tables). */
(() => {
'use strict'
let T = {fields: {}, kinds: []}, word

/* ---- letters ---- */
let known = new Map, alike = new Map, distinct = new Map
const tables = got => {
  T = got
  T.pairs = T.pairs.map(table => table.split(',').map(pair => pair.split(':')))
  T.loose = RegExp(T.loose)
  word = RegExp(T.word, 'gu')
  T.distinct.forEach((side, n) => side.split(' ').forEach(form => distinct.set(form, n)))
  T.equivalents.forEach(group => group.split(' ').forEach(form => alike.set(keys(form)[0], group)))
}
const small = (text, lang) => (/az|tr/.test(lang) ? text.replace(/I/g, 'ı') : text).replace(/İ/g, 'i').toLowerCase().normalize()
  .replace(RegExp(T.apostrophes, 'g'), "'")
const typed = text => text.replace(/[^I]+/g, part => small(part))
const joined = form => form.replace(/'/g, '')
const bare = form => form.normalize().replace(/[^\0-~]/gu, letter => T.plain[letter] ? letter : letter.normalize('NFD').replace(/\p{M}/gu, ''))
const plain = form => bare(form.replace(/I/g, 'i')).replace(/[^\0-~]/g, letter => T.plain[letter] || letter)
const keys = form => {
  if (!known.has(form)) {
    let key = bare(form.replace(/I/g, 'i'))
    if (known.size > 4e4) known.clear()
    known.set(form, T.pairs.map((pairs, n) => {
      pairs.forEach(([old, now]) => { key = key.split(old).join(now) })
      return key = n > 1 ? key.replace(/(\D)\1+/gu, '$1') : n ? key : key.replace(/(...)b$/, '$1p').replace(/(...)d$/, '$1t')
    }))
  }
  return known.get(form)
}
const last = form => keys(form)[3]
const typedAs = (typed, form) => {
  const ours = bare(joined(typed)), theirs = bare(joined(form))
  let level = 0
  return typed === form ? 0 : ours.length !== theirs.length || ours.split('').some((a, n) => {
    const b = theirs[n]
    return a !== b && !(a === 'I' && /[iı]/.test(b)) && !(a === T.plain[b] && (level = 1))
  }) ? -1 : level || +(/I/.test(typed) && typed.replace(/I/g, 'i') !== form.replace(/ı/g, 'i'))
}
const levelOf = (one, other) => {
  const a = keys(one), b = keys(other), n = Math.min(a[0].length, b[0].length), x = distinct.get(one), y = distinct.get(other)
  return one === other ? 0
    : x >= 0 && y >= 0 && x >> 1 === y >> 1 ? x === y ? 2 : -1
    : a[0] === b[0] && n > 2 ? 2
    : (alike.get(a[0]) || a[0]) === (alike.get(b[0]) || b[0]) ? 5
    : n < 5 ? -1
    : a[3] === b[3] && RegExp(T.cyrillic).test(one + other) ? 4
    : a[1] === b[1] ? 3
    : a[2] === b[2] ? 4 : -1
}
const same = (one, other) => typedAs(one, other) >= 0 || levelOf(one, other) >= 0
/* A text's words; langs: [start, end, language] of what is not in its own. */
const wordsOf = (text, lang, langs = []) => {
  const found = []
  text.replace(word, (form, number, after, start) => {
    const other = langs.find(span => span[0] <= start && start < span[1])
    found.push({form: small(number ? number + (after ? '-' + after : '') : form.replace(/ /g, ''), other ? other[2] : lang), start, end: start + form.length})
  })
  return found
}

/* ---- parse ---- */
/* What was typed, as a query. What it means is said in edition/query.py, which does the same to the letter. */
function parseQuery(text, {fields, kinds, apart}) {
  const all = [], not = [], unclear = [], said = [], groups = [], points = [...text]
  const pieces = /(-*)(=?)(?:([()|])|(?:(\p{L}[\p{L}\p{M}]*): ?)?"([^"]*)"?[-=]*|([*\p{L}\p{N}][-=*\p{L}\p{M}\p{N}'/._:]*))|[^ *\p{L}\p{N}()|"][-=]*/gu
  const words = /(=?)((?:\p{N}+-(?=\p{L}))?[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:'[\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*)(\*[*\p{L}\p{M}\p{N}']*)?|\*+/gu
  const ops = /^(?:(OR|VEYA|\|)|AND|(NOT)|NEAR(?:\/(?:(\d+$)|(.*)))?)$/
  let left = 32, long = '', link, minus, before, group, piece

  const note = (text, why) => text && !unclear.some(u => u.text === text) && unclear.push({text, why})
  const bind = (text, n) => { before && !link && !minus ? link = {text, n} : note(text, 'operator') }
  const deny = text => {
    note(link && link.text, 'operator')
    link = 0
    minus = text
  }
  const small = s => s.replace(/[İı]/g, 'i').toLowerCase().normalize()
  const day = (s, last) => {
    const [, y, m = last ? 12 : 1, d] = /^([1-9]\d{3})(?:-(\d\d?)(?:-(\d\d?))?)?$/.exec(s) || []
    const date = new Date(Date.UTC(y, last && !d ? m : m - 1, d || +!last))
    return date.getUTCMonth() === m - 1 && date.toISOString().slice(0, 10)
  }
  const page = s => /^[1-9]\d{0,3}$/.test(s) && +s
  const range = (read, [, a, to, b]) => {
    const x = a && read(a), y = to ? b && read(b, 1) : read(a, 1)
    return x !== false && y !== false && !(y && x > y) && (x || y) && x + '..' + y
  }

  text = points.slice(0, 4000).join('').replace(/\p{Cf}/gu, '').replace(/[\p{Z}\p{Cc}\p{Cs}]+/gu, ' ').normalize()
    .replace(/[’‘`´ʼ′]/g, "'").replace(/[‐‑–−]/g, '-').replace(/[“”„«»‟″]/g, '"').replace(/(\d) -(?=(c[ıiuü]|d[aəe]n?)([ .,)"]|$))/g, '$1-')
    .replace(RegExp(`(\\p{L})(?: '|' )(${apart})(?![\\p{L}\\p{N}_'])`, 'gu'), "$1'$2")
  while (!long && (piece = pieces.exec(text))) {
    let [whole, no, exact, sign, name, value, run] = piece, found = [], x, s
    const op = ops.exec(sign || !no && !exact && run)
    if (no) deny(no)
    if (no == null) continue
    if (op) op[1] ? bind(op[0]) : op[2] ? deny(run) : op[4] != null ? note(run, 'near') : op[0] !== 'AND' && bind(run, Math.max(1, Math.min(99, op[3] || 5)))
    else if (sign) note(sign, 'brackets')
    else {
      if (run) [, name, value] = /^(\p{L}[\p{L}\p{M}]*):(.*)/u.exec(run) || []
      const field = name && Object.keys(fields).find(f => [f, ...fields[f]].includes(small(name)))
      if (field) {
        s = value.trim()
        value = field === 'date' ? range(day, /^([\d-]*)([./]*)([\d-]*)$/.exec(s) || [])
          : field === 'page' ? range(page, /^(\d*)([.-]*)(\d*)$/.exec(s) || [])
          : field === 'lang' || field === 'kind' ? small(s) : s
        if (!value || field === 'kind' && !kinds.includes(value)) note(whole, s ? field : 'value')
        else if (left-- < 1) long = whole
        else {
          x = {is: 'field', field, value}
          s = field + ':' + (run ? value : '"' + value + '"')
        }
      } else {
        if (name && value) note(whole, 'field')
        ;(run || (name || '') + ' ' + value).replace(words, (typed, only, word, star) => {
          if (!word || star && star[1]) note(typed, 'star')
          if (!word) return
          if (left-- < 1) return long += word + ' '
          found.push(x = {is: 'word', word})
          if (exact || only) x.exact = true
          if (star) x.prefix = true
        })
        s = found.map(w => (w.exact ? '=' : '') + w.word + (w.prefix ? '*' : '')).join(' ')
        if (found[1]) x = {is: 'phrase', words: found}
        if (found[1] || ops.test(s)) s = '"' + s + '"'
      }
      if (x) {
        const n = link && link.n, end = group && group.of.length - 1
        const both = n && !before.field && !x.field && {is: 'near', within: n, of: [before, x]}
        if (link && !n && !group.chain) group.of.push(x)
        else if (both && !group.of[end].within) group.of[end] = both
        else if (both && !end && !group.minus) groups.push(group = {of: [both], chain: true})
        else {
          if (link) deny()
          groups.push(group = {minus, of: [x]})
        }
        said.push((link ? n ? 'NEAR/' + n + ' ' : 'OR ' : minus ? 'NOT ' : '') + s)
      }
      before = x
      link = minus = 0
    }
  }
  note(link && link.text, 'operator')
  note(minus, 'operator')
  note(long ? long + text.slice(pieces.lastIndex) : points[4000] && '…', 'long')
  if (!said[0] && !unclear[0]) note(text.trim(), 'signs')
  for (const g of groups) (g.minus ? not : all).push(g.of[1] ? {is: 'or', of: g.of} : g.of[0])
  return {all, not, unclear, said: said.join(' ')}
}

/* ---- lookup ---- */
/* A step is written as if all were at hand: what is not counts as empty and is sent for, and the step is done anew. */
let seen, waiting
const settle = async step => {
  for (const mine = new Map;;) {
    seen = mine
    waiting = []
    const made = step()
    if (!waiting[0]) return made
    await Promise.all(waiting)
  }
}
const loads = {
  group: key => store.need([key]).then(() => store.group(key)),
  names: key => store.needNames([key]).then(() => store.names(key)),
  range: opening => store.groupsFrom(opening),
  entity: id => store.needEntities([id]).then(() => store.entity(id)),
  positions: form => store.positions([form]).then(found => found.get(form))
}
const get = (what, key) => {
  const mine = seen, name = what + ' ' + key
  if (key && !mine.has(name)) {
    mine.set(name)
    waiting.push((loads[what] || (() => store.where(what, key)))(key).then(got => mine.set(name, got)))
  }
  return mine.get(name) || []
}
const groups = form => get('group', last(form))
const each = (lists, use) => lists.forEach(list => list.forEach(([lemma, forms]) => forms.forEach(form => use(form, lemma))))
const others = (form, own = '') => (alike.get(keys(form)[0]) || own).split(' ')
const count = forms => forms.reduce((sum, form) => sum + store.postings(form).units.length, 0)
const lemmas = (word, test) => {
  const found = groups(word).map(([lemma, forms]) => [lemma, test(word, lemma), count(forms)]).filter(one => one[1] >= 0)
  return found.filter(one => one[1] !== 1 || found.every(other => other[1] || one[2] > other[2]))
}
const headOf = word => {
  const [head] = word.split("'"), rest = word.slice(head.length + 1)
  return rest === 's' || T.loose.test(plain(rest)) ? head : joined(word)
}
const stemsOf = word => {
  const found = [], cyrillic = RegExp(T.cyrillic)
  if (cyrillic.test(word)) T.pairs[0].forEach(([old, now]) => { if (cyrillic.test(old)) word = word.split(old).join(now) })
  for (let at = word.length; --at > 1 && at > word.length - 40;) {  // no ending is longer
    const stem = word.slice(0, at), rest = plain(word.slice(at))
    if (rest && T.loose.test(rest)) {
      found.push(stem)
      if (/^[aeiou]/.test(rest) && /.[^aeiou]{2}$/.test(plain(stem))) found.push(stem.slice(0, -1) + rest[0] + stem[at - 1])
    }
  }
  return found
}
/* The forms that answer to a word, with why. */
const find = word => {
  const letters = joined(word), head = headOf(word)
  const stems = stemsOf(head), all = [head, ...stems], near = all.map(groups), tests = [typedAs, levelOf], bases = new Map, found = []
  const add = levels => levels.forEach(([lemma, level]) => bases.set(lemma, level)), far = (a, b) => b[1] - a[1]
  const equal = word => others(word).forEach(other => add(lemmas(other, levelOf).map(([lemma]) => [lemma, 5])))
  equal(head)
  tests.some(test => {
    const whole = lemmas(head, test), inflected = []
    each(near, (form, lemma) => {
      const level = test(head, joined(form))
      if (level >= 0 && whole.every(one => level < one[1])) inflected.push([lemma, level])
    })
    add(inflected.sort(far))
    add(whole)
    return inflected[0] || whole[0]
  })
  tests.forEach(test => stems.forEach(stem => {
    if (bases.size) return
    if (test === levelOf) equal(stem)
    add(lemmas(stem, test))
  }))
  if (!bases.size && head[4]) each(near, (form, lemma) => {
    if (all.some(stem => plain(keys(stem)[1]) === plain(keys(lemma)[1]))) bases.set(lemma, 4)
  })
  get('range', head[3] && last(head)).forEach(([lemma, forms]) => {
    const rest = plain(lemma.slice(head.length)), level = typedAs(head, lemma.slice(0, head.length))
    if (rest && level >= 0 && forms[0] === lemma && !forms[1] && T.loose.test(rest)) found.push([lemma, level])
  })
  bases.forEach((level, base) => each(others(base, base).map(groups), (form, lemma) => {
    const apart = levelOf(base, lemma)
    if (apart >= 0) found.push([form, Math.max(level, apart)])
  }))
  return new Map(found.sort(far).map(([form, level]) => [form, T.why[level + (level > 0 || typedAs(letters, joined(form)) !== 0)]]))
}
const those = (lists, why, test) => {
  const found = new Map
  each(lists, form => { if (test(form)) found.set(form, why) })
  return found
}
const findExact = word => {
  const exactly = RegExp('^' + word.replace(/I/g, '[iı]') + '$')
  return those([word.split("'")[0], headOf(word), ...stemsOf(headOf(word))].map(groups), 'exact', form => exactly.test(form))
}
const findPrefix = word => {
  const key = last(word), cut = key.slice(0, -1), openings = key[2] ? [cut] : [key, ...(T.merged[key.slice(-1)] || '').split('').map(letter => cut + letter)]
  return those([...openings.map(opening => get('range', opening)), ...[...openings[0]].map((letter, n) => get('group', key.slice(0, n)))], 'prefix', form => begins(word, form))
}
const begins = (word, form) => {
  for (let n = word.length - 1; n < word.length + 2; n++) {
    const part = form.slice(0, n), level = word[2] ? levelOf(word, part) : -1
    if (typedAs(word, part) >= 0 || level >= 0 && level < 4) return n >= word.length || form.length >= n
  }
}

/* The plan, the words that were sought (as typed, forms with why), and what names led to: entities with their units. */
const makePlan = (query, names) => {
  const words = [], bridges = new Map
  const forms = clause => {
    const found = (clause.exact ? findExact : clause.prefix ? findPrefix : find)(typed(clause.word))
    words.push([clause.word, found])
    return {is: 'forms', forms: [...found].map(([form, why]) => [form, T.boosts[why]])}
  }
  const called = run => {
    if (!names || run.some(one => !one.word || one.exact || one.prefix)) return []
    const said = run.map(one => typed(one.word)), end = said.pop(), n = said.length
    const found = get('names', last(said[0] || end)).filter(({bridges, words}) => bridges && words.length === n + 1 && said.every((word, i) => same(word, words[i])))
    const ids = ends => found.filter(name => ends.some(end => same(end, name.words[n]))).map(name => name.entity)
    const whole = ids([end])
    return [...new Set(whole[0] ? whole : ids(stemsOf(end)))]
  }
  const bridge = (ids, forms) => {
    const all = new Map(forms), docs = []
    ids.forEach(id => {
      const {name = {}, units = []} = get('entity', id), mine = new Set(units)
      bridges.set(id, mine)
      docs.push(...units)
      Object.values(name).forEach(said => {
        const [{form, end}] = [...wordsOf(said, 'az'), {}]
        if (end === said.length) each([groups(form).filter(([lemma]) => same(form, lemma))], form => {
          if (!all.has(form)) all.set(form, T.boosts.name)
          const found = words[words.length - 1][1]
          if (!found.has(form)) found.set(form, 'name')
          store.postings(form).units.forEach(unit => mine.add(unit))
        })
      })
    })
    return {is: 'forms', forms: [...all], docs, docsBoost: T.boosts.name}
  }
  const units = ({field, value}) => {
    const wanted = (value.match(word) || []).map(typed), docs = []
    if (!T.register[field]) return get(field, value)
    get('names', last(wanted[0] || '')).forEach(({entity, words}) => {
      if (entity === value || store.entity(entity).register === T.register[field] && wanted.every(word => words.some(other => same(word, other)))) docs.push(...get('entity', entity).units || [])
    })
    return docs
  }
  const node = clause => {
    const {is, of, words, within} = clause, ids = called([clause])
    return ids[0] ? bridge(ids, forms(clause).forms)
      : is === 'word' ? forms(clause)
      : is === 'phrase' ? {is, of: words.map(forms)}
      : is === 'near' ? {is, within, of: of.map(part => part.words ? node(part) : forms(part))}
      : of ? {is, of: of.map(node)}
      : {is: 'forms', forms: [], docs: units(clause), docsBoost: 0}
  }
  const all = [], clauses = query.all.filter(one => !one.field), filters = query.all.filter(one => one.field).map(units)
  while (clauses[0]) {  // neighbouring words that are one name become one node
    let n = Math.min(6, clauses.length), ids
    while (n > 1 && !(ids = called(clauses.slice(0, n)))[0]) n--
    const run = clauses.splice(0, n)
    all.push(n > 1 ? {is: 'or', of: [{is: 'all', of: run.map(forms)}, bridge(ids, [])]} : node(run[0]))
  }
  names = false
  return {words: [...words], bridges, plan: {all, not: query.not.map(node), filters}}
}

/* ---- evaluate ---- */
const scores = node => {
  const found = new Map, add = (score, unit) => found.set(unit, (found.get(unit) || 0) + score)
  if (node.forms) {
    node.forms.forEach(([form, boost]) => {
      const {units, tf} = store.postings(form)
      units.forEach((unit, i) => add(boost * tf[i] * 2.2 / (tf[i] + 1.2), unit))
    })
    ;(node.docs || []).forEach(unit => found.has(unit) || add(node.docsBoost, unit))
    const idf = Math.log(T.n / (found.size + 1)) + 1
    found.forEach((score, unit) => found.set(unit, score * idf))
  } else {
    const parts = node.of.map(scores), keep = test => found.forEach((score, unit) => test(unit) || found.delete(unit))
    parts.forEach(part => part.forEach(add))
    if (node.is !== 'or') keep(unit => parts.every(part => part.has(unit)))
    if (node.within || node.is === 'phrase') {
      const at = places(node, found)
      keep(unit => at.has(unit))
    }
  }
  return found
}
/* unit → [first, last position] of every place of a part. */
const places = (node, wanted) => {
  const found = new Map
  if (node.forms) node.forms.forEach(([form]) => {
    const {units} = store.postings(form), at = units.some(unit => wanted.has(unit)) && get('positions', form)
    if (at[0]) units.forEach((unit, i) => found.set(unit, (found.get(unit) || []).concat(at[i].map(one => [one, one]))))
  })
  else {
    const parts = node.of.map(part => places(part, wanted))
    wanted.forEach((score, unit) => {
      const all = parts.map(part => part.get(unit) || []).reduce((before, after) => [].concat(...before.map(a => after.filter(b => {
        const steps = node.within ? Math.max(b[0] - a[1], a[0] - b[1]) : b[0] - a[1]
        return steps > 0 && steps <= (node.within || 1)
      }).map(b => [a[0], b[1]]))))
      if (all[0]) found.set(unit, all)
    })
  }
  return found
}
const evaluate = ({all, not, filters}) => {
  const passing = filters.map(units => new Set(units)), unwanted = not.map(scores)
  const found = all[0] ? [...scores({is: 'all', of: all})] : not[0] || passing[0] ? Array.from({length: T.n}, (no, unit) => [unit, 0]) : []
  return found.filter(([unit]) => passing.every(one => one.has(unit)) && !unwanted.some(one => one.has(unit)))
    .map(([unit, score]) => [unit, +score.toFixed(6)]).sort((a, b) => b[1] - a[1] || a[0] - b[0])
}

/* ---- store: the index in shards, sent for when they are asked for; edition/shards.py says how each is written ---- */
const unpack = packed => {
  const bytes = atob(packed)
  let at = 0
  const bit = () => bytes.charCodeAt(at >> 3) >> 7 - (at++ & 7) & 1
  const bits = (count, from = 0) => {
    while (count--) from = 2 * from + bit()
    return from
  }
  const run = stop => {
    let count = 0
    while (bit() !== stop) count++
    return count
  }
  const below = count => {
    const size = 32 - Math.clz32(count - 1), short = 2 ** size - count, low = size && bits(size - 1)
    return low < short || !size ? low : bits(1, low) - short
  }
  const fill = (found, from, to, first, last) => {
    if (from === to) return found
    const at = from + to >> 1, one = found[at] = first + at - from + below(last - first - to + from + 2)
    fill(found, from, at, first, one - 1)
    return fill(found, at + 1, to, one + 1, last)
  }
  return {bits, below, gamma: () => bits(run(1), 1), rice: low => bits(low, run(0)), list: (count, first, last) => fill(Array(count), 0, count, first, last)}
}
/* A map that forgets what was set long ago. */
const memory = limit => {
  let young = new Map, old = young
  return {
    get: key => young.get(key) || old.get(key),
    set(key, value) {
      if (young.size > limit) [young, old] = [new Map, young]
      young.set(key, value)
      return value
    }
  }
}
const makeStore = base => {
  const shards = memory(100), homes = memory(3e4), forms = memory(3e4), numbers = memory(3e4), entities = new Map, arrived = {}
  let index, version, cuts
  window.eS = (name, ...got) => { arrived[name] = got }
  const load = (kind, n = '') => {
    const name = kind + n
    return shards.set(name, shards.get(name) || new Promise((done, fail) => {
      const script = document.createElement('script')
      script.src = base + (kind === 'searchmore' ? 'static/' : 'search/') + name + '.js' + (version ? '?' + version : '')
      script.onload = script.onerror = () => {
        const [its, ...data] = arrived[name] || []
        delete arrived[name]
        script.remove()
        version = version || its
        if (its === version || its === '') return done(data)
        shards.set(name)
        fail(Error(script.src + (its ? ' is of a renewed edition: load the page again' : ' is not there')))
      }
      document.head.append(script)
    }).then(data => open[kind] ? open[kind](n, ...data) : data))
  }
  const open = {
    w(n, text, packed) {
      const read = unpack(packed), lists = []
      let lemma = ''
      return (text.replace(/[Q-Z]/g, letter => index.chars[letter.charCodeAt() - 81]).match(/[A-P][^A-P]*/g) || []).map(entry => {
        const [said, ...rest] = entry.slice(1).split(cuts), [own, mark, also] = said.split('~'), all = []
        const add = form => {
          all.push(form)
          lists.push(forms.set(form, Object.assign(postings(read), {lists, n})))
          return form
        }
        let held = lemma = lemma.slice(0, entry.charCodeAt() - 65) + own
        if (mark == null) add(lemma)
        for (let i = 0; rest[i]; i += 2) {
          const cut = index.cuts.indexOf(rest[i])
          held = add((index.cuts[cut + 1] ? held.slice(0, held.length - cut) : '') + rest[i + 1])
        }
        return {lemma, all, by: also == null ? lemma : held.split("'")[0]}
      })
    },
    n(n, rows, known) {
      const names = [].concat(...known.map(([id, register, rank, ...all]) => {
        id = all[id] ? String(all[id]).toLowerCase().replace(/[^a-z0-9]+/g, '-') : id
        entity(id, {register: index.named[register], rank})
        return all.map(said => ({said: String(said), entity: id, bridges: !said.pop, words: wordsOf(String(said), 'az').map(word => word.form)}))
      }))
      return new Map(rows.map(([key, ...all]) => [key, all.map(n => names[n])]))
    },
    e(n, rows, packed) {
      const read = unpack(packed)
      rows.forEach(([id, az, tr, en]) => entity(id, {name: {az, tr: tr || az, en: en || tr || az}, units: read.list(read.gamma() - 1, 0, index.n - 1)}))
    },
    u(n, rows, packed) {
      const read = unpack(packed)
      return rows.map(([anchor, kind, lang, text, page = 0, mark = '', langs = []], i) => {
        const unit = n * index.per + i, [slug, title, titleLang, , titles] = textOf(unit), names = []
        let at = 0
        for (let count = read.gamma(); --count;) names.push([at += read.rice(5), at + read.rice(3), read.gamma() - 1])
        anchor = slug + '.' + anchor
        numbers.set(anchor, [unit])
        return {anchor, slug, title, titles, titleLang, kind: index.kinds[kind], lang: index.langs[lang], langs, text, page: Math.abs(page), pageInferred: page < 0, mark, names}
      })
    }
  }
  const entity = (id, known) => entities.set(id, Object.assign(entities.get(id) || {id}, known))
  const textOf = unit => index.texts.filter(text => text[3] <= unit).pop()
  const postings = read => {
    if (read.bits(1)) return {units: [read.below(index.n)], tf: [1]}
    const count = read.gamma(), times = count + read.gamma() - 1, units = read.list(count, 0, index.n - 1)
    return {units, tf: read.list(count - 1, 1, times - 1).concat(times).map((sum, n, sums) => sum - (n && sums[n - 1]))}
  }
  /* The positions of all forms of a shard. */
  const place = (lists, packed) => {
    const read = unpack(packed), means = {}
    lists.forEach(list => {
      list.positions = list.units.map((unit, n) => {
        const mean = means[unit >> 4] = means[unit >> 4] || [120, 2], tf = list.tf[n], found = []
        const low = Math.max(0, 31 - Math.clz32(8 * mean[0] / (mean[1] * (tf + 1) * 5)))
        for (let at = -1; found.length < tf;) found.push(at += read.rice(low) + 1)
        mean[0] += found[0] + found[tf - 1] >> 1
        mean[1]++
        return found
      })
    })
  }
  /* How many of a sorted list come before a key (or are it). */
  const before = (count, test) => {
    let from = 0
    while (from < count) {
      const at = from + count >> 1
      if (test(at)) from = at + 1
      else count = at
    }
    return from
  }
  const shardOf = async (kind, key) => {
    const [step, said] = (await ready).dirs[kind], find = said => {
      const all = said.split(' ')
      return before(all.length, n => all[n] <= key) - 1
    }
    const at = find(said)
    return step ? at * step + find((await load(kind + '-', at))[0]) : at
  }
  const span = async (kind, opening, take) => {
    const all = [], to = await shardOf(kind, opening + '\uffff')
    for (let n = await shardOf(kind, opening); n <= to; n++) all.push(load(kind, n).then(take))
    return Promise.all(all)
  }
  const at = (kind, all) => Promise.all(all.map(async key => homes.set(kind + key, await load(kind, await shardOf(kind, key)))))
  const first = (shard, key) => before(shard.length, n => last(shard[n].by) < key)
  const those = (shard, key, end) => shard.slice(first(shard, key), first(shard, key + end))
  const more = name => async (...asked) => {
    await ready
    return (await load('searchmore'))[0]({wordsOf, keys, last, typed, small, begins, load, span, textOf, unpack, index, store})[name](...asked)
  }
  const ready = load('index').then(([got]) => {
    cuts = RegExp('([' + got.cuts.replace(/./g, '\\$&') + '])')
    return index = got
  })
  const store = {
    ready,
    need: all => at('w', all),
    group: key => those(homes.get('w' + key) || [], key, '\0').map(({lemma, all}) => [lemma, all]),
    groupsFrom: async opening => [].concat(...await span('w', opening, shard => those(shard, opening, '\uffff').map(({lemma, all}) => [lemma, all]))),
    needNames: all => at('n', all),
    names: key => homes.get('n' + key).get(key) || [],
    /* An entity is known when a name of it is; its name in three languages and its units, when it was asked for. */
    needEntities: ids => Promise.all(ids.map(async id => load('e', await shardOf('e', entities.get(id).rank)))),
    entity: id => entities.get(id),
    postings: form => forms.get(form) || {units: [], tf: []},
    async positions(all) {
      return new Map(await Promise.all(all.map(async form => {
        const list = forms.get(form)
        if (list && !list.positions) place(list.lists, (await load('p', list.n))[0])
        return [form, list ? list.positions : []]
      })))
    },
    units: async all => Promise.all(all.map(async unit => (await load('u', Math.floor(unit / (await ready).per)))[unit % index.per])),
    /* The texts of hits, and where in them is what was found: [start, end, why]. */
    async read(result, hits) {
      const why = new Map, ranks = result.names.map(({id}) => entities.get(id).rank)
      result.words.forEach(word => word.forms.forEach(found => why.has(found.form) || why.set(found.form, found.why)))
      return (await store.units(hits.map(hit => numbers.get(hit.anchor)[0]))).map(({names, ...unit}) => {
        const spans = wordsOf(unit.text, unit.lang, unit.langs).filter(({form}) => why.has(form)).map(({form, start, end}) => [start, end, why.get(form)])
        names.forEach(([start, end, rank]) => {
          if (ranks.includes(rank) && !spans.some(span => span[0] < end && start < span[1])) spans.push([start, end, 'name'])
        })
        return {...unit, href: base + unit.slug + '/index.html', spans: spans.sort((a, b) => a[0] - b[0])}
      })
    }
  }
  for (const name of ['where', 'days', 'facets', 'suggest']) store[name] = more(name)
  store.textOf = textOf
  return store
}

/* ---- face ---- */
/* Lemmas that a word may be misspelt for. */
const nearest = word => {
  const all = keys(typed(word)), own = all[0], most = own[6] ? 2 : 1
  return [...new Set(get('range', own[2] && all[3].slice(0, 2))
    .map(([lemma, forms]) => [lemma, steps(own, keys(lemma)[0], most), count(forms)])
    .filter(one => one[1] <= most).sort((a, b) => a[1] - b[1] || b[2] - a[2]).map(one => one[0]))].slice(0, 3)
}
/* How many letters must be put in, taken out, replaced or swapped to make one word of the other; at most `most`, else more. */
const steps = (a, b, most) => a === b ? 0 : !most ? 9 : a[0] === b[0] ? steps(a.slice(1), b.slice(1), most) : 1 + Math.min(
  ...[[1, 0], [0, 1], [1, 1], a[0] === b[1] && a[1] === b[0] ? [2, 2] : [1, 1]].map(([i, j]) => steps(a.slice(i), b.slice(j), most - 1)))
/* A plan without what only names lead to. */
const unnamed = node => node.of ? {...node, of: node.of.map(unnamed)}
  : node.docsBoost ? {forms: node.forms.filter(form => form[1] !== T.boosts.name)} : node

const answer = async (text, order, names, any, ...only) => {
  await store.ready
  const query = parseQuery(text, T), all = [...query.all]
  only.forEach((value, n) => value && all.push({is: 'field', field: n ? 'kind' : 'text', value}))
  const result = await settle(() => {
    const {words, bridges, plan} = makePlan({all, not: query.not}, names)
    if (waiting[0]) return
    let found = any && plan.all[1] ? [] : evaluate(plan), loosened = false
    if (!found[0] && plan.all[1]) {
      plan.all = [{is: 'or', of: plan.all}]
      found = evaluate(plan)
      loosened = !any && !!found[0]
    }
    const unled = bridges.size && new Set(evaluate({...plan, all: plan.all.map(unnamed)}).map(hit => hit[0]))
    return {
      total: found.length, query, loosened, found,
      words: words.map(([typed, forms]) => ({
        typed,
        forms: [...forms].map(([form, why]) => ({form, n: store.postings(form).units.length, why})).sort((a, b) => b.n - a.n),
        nearest: forms.size ? [] : nearest(typed)
      })),
      names: [...bridges].map(([id, units]) => {
        const {register, name} = store.entity(id)
        return {id, register, name, n: found.filter(([unit]) => units.has(unit) && !unled.has(unit)).length}
      })
    }
  })
  const {found} = result, days = order === 'date' && await store.days(), day = hit => days && days.get(hit[0]) || '~'
  if (order !== 'best') found.sort((a, b) => day(a) < day(b) ? -1 : day(a) > day(b) ? 1 : a[0] - b[0])
  result.docs = found.map(hit => hit[0])
  result.texts = new Set(result.docs.map(store.textOf)).size
  return result
}
const kept = new Map  // the last few answers: more hits of one are at hand
const search = async (query, {limit = 10, from = 0, order = 'best', names = true, any = false, text, kind} = {}) => {
  const asked = [query + '', order, names, any, text, kind], key = asked.join('\n'), made = kept.get(key) || answer(...asked)
  kept.delete(key)
  kept.set(key, made)
  if (kept.size > 8) kept.delete(kept.keys().next().value)
  made.catch(() => kept.delete(key))
  const {found, ...result} = await made, hits = found.slice(from, from + limit), units = await store.units(hits.map(hit => hit[0]))
  return {...result, hits: hits.map(([, score], n) => ({anchor: units[n].anchor, score}))}
}
const base = document.currentScript && document.currentScript.dataset.base || '../', store = makeStore(base)
store.ready.then(tables, () => 0)
/* For quoted.js. */
const lend = () => store.ready.then(() => ({small, typed, keys, last, same, typedAs, others, headOf, stemsOf, wordsOf, plain, store, count: T.n}))
window.editionSearch = Object.assign(search, {base, lend, parse: text => parseQuery(text, T), read: store.read, facets: store.facets, suggest: store.suggest})
})()
