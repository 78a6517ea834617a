/* What search.js needs only now and then: conditions on units, dates, facets, names as one types. */
eS('searchmore', '', given => {
  'use strict'
  const {wordsOf, keys, last, typed, small, begins, load, span, textOf, unpack, index: {n, block, kinds, langs, texts}, store} = given
  /* What is known of each unit stands in blocks; `units` says which are wanted. */
  const blocks = async (kind, units) => {
    const wanted = new Set(units ? units.map(unit => Math.floor(unit / block)) : Array.from({length: Math.ceil(n / block)}, (_, number) => number))
    return new Map(await Promise.all([...wanted].map(async number => [number, await load('f' + kind, number)])))
  }
  const dates = async units => {
    const found = new Map
    ;(await blocks('d', units)).forEach(([rows], number) => rows.forEach(([unit, ...spans]) => {
      found.set(unit + number * block, spans.map(span => span.split('/')).map(([start, end = start]) => [start, end]))
    }))
    return found
  }
  const tests = {
    async text(value) {
      const wanted = wordsOf(value, 'az').map(word => keys(word.form)[0]), found = []
      const [titles] = await load('ft')
      texts.forEach(([slug, , , start], number) => {
        const held = titles[number].split(' '), end = (texts[number + 1] || [0, 0, 0, n])[3]
        if (slug === value || wanted[0] && wanted.every(word => held.includes(word))) for (; start < end; start++) found.push(start)
      })
      return found
    },
    async date(value) {
      const [first, final] = value.split('..'), found = []
      ;(await dates()).forEach((spans, unit) => spans.some(([start, end]) => start <= (final || '9999-12-31') && first <= (end || '9999-12-31')) && found.push(unit))
      return found
    },
    async page(value) {
      const [first, final] = value.split('..'), found = []
      ;(await blocks('p')).forEach(([pages], number) => pages.forEach((page, unit) => {
        if (page && (page[0] || page) <= (final || 1e9) && (page[1] || page) >= first) found.push(unit + number * block)
      }))
      return found
    },
    async letter(value, all, place) {
      const code = all.indexOf(value) + 65, note = kinds.indexOf('note') + 65, found = []
      ;(await blocks('k')).forEach((both, number) => both[place].split('').forEach((letter, unit) => {
        const is = letter.charCodeAt()
        if (is === code || value === 'unit' && !place && is !== note) found.push(unit + number * block)
      }))
      return found
    },
    kind: value => tests.letter(value, kinds, 0),
    lang: value => tests.letter(value, langs, 1)
  }
  return {
    /* The units that answer to a condition; units_where in edition/dictionary.py says how. */
    where: async (field, value) => tests[field] ? (await tests[field](value)).sort((a, b) => a - b) : [],
    /* The earliest day of every unit with a date. */
    days: async () => new Map([...await dates()].map(([unit, spans]) => [unit, spans.map(span => span[0]).sort()[0]])),
    /* How many hits each text, language, kind, person, place and year has. */
    async facets({docs}) {
      const sums = {text: new Map, lang: new Map, kind: new Map, person: new Map, place: new Map, year: new Map}
      const add = (facet, value, more) => {
        if (!sums[facet].has(value)) sums[facet].set(value, {value, ...more, n: 0})
        sums[facet].get(value).n++
      }
      const [known, packed, days, [named]] = await Promise.all([blocks('k', docs), blocks('e', docs), dates(docs), load('fn')]), held = new Map
      packed.forEach(([count, bits], number) => {
        const read = unpack(bits)
        held.set(number, Array.from(known.get(number)[0], () => read.list(read.gamma() - 1, 0, count - 1)))
      })
      docs.forEach(unit => {
        const number = Math.floor(unit / block), at = unit % block, [kind, lang] = known.get(number).map(all => all.charCodeAt(at) - 65)
        const [slug, label, titleLang, , titles] = textOf(unit), years = new Set
        add('text', slug, {label: titles || label, lang: titleLang})
        add('kind', kinds[kind])
        add('lang', langs[lang])
        held.get(number)[at].forEach(one => {
          const [id, place, az, tr, en] = named[one]
          add(place ? 'place' : 'person', id, {label: {az, tr: tr || az, en: en || tr || az}})
        })
        ;(days.get(unit) || []).forEach(([start, end]) => {
          const from = +start.slice(0, 4), to = +end.slice(0, 4)
          for (let year = from; year <= to && to - from < 5; year++) years.add(String(year).padStart(4, 0))
        })
        years.forEach(year => add('year', year))
      })
      for (const facet in sums) sums[facet] = [...sums[facet].values()].sort((a, b) => b.n - a.n || (a.value < b.value ? -1 : 1))
      return sums
    },
    /* Entities that have a name with all the typed words or beginnings of words: those whose name begins so first, then by mentions. */
    async suggest(text) {
      const wanted = wordsOf(text).map(({start, end}) => typed(text.slice(start, end))), best = new Map, opening = small(text.trim())
      if (!wanted[0]) return []
      const key = wanted.map(last).sort((a, b) => b.length - a.length)[0], from = key.length > 2 ? key.slice(0, -1) : key
      for (const [at, names] of [].concat(...await span('n', from, shard => [...shard]))) {
        if (at.startsWith(from)) names.forEach(({said, words, entity}) => {
          const worth = +small(said).startsWith(opening), made = best.get(entity)
          if ((!made || made.worth < worth) && wanted.every(word => words.some(other => begins(word, other)))) best.set(entity, {as: said, worth, entity: store.entity(entity)})
        })
      }
      const found = [...best.values()].sort((a, b) => b.worth - a.worth || a.entity.rank - b.entity.rank).slice(0, 8)
      await store.needEntities(found.map(({entity}) => entity.id))
      return found.map(({as, entity: {id, register, name, units}}) => ({id, register, name, as, n: units.length}))
    }
  }
})
