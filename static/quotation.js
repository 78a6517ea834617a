/* The page /quotation/: asks editionQuotation (quoted.js) where the pasted words come from, and shows them beside the edition's. */
(function () {
  'use strict'
  var by = id => document.getElementById(id), form = by('ask'), box = by('quote'), status = by('status'), answer = by('answer'), results = by('results'), parts = by('parts')
  var turn = 0, most = 60000
  var deviations = ['spelling', 'letters', 'word', 'missing', 'added', 'order', 'case'], remarks = ['omitted', 'bracket', 'number', 'punctuation']

  /* What comes from a reader or a text is only ever text, never markup. */
  function make(name, given, ...inside) {
    var element = document.createElement(name)
    for (var key in given) if (given[key]) element.setAttribute(key, given[key])
    element.append(...inside.flat(9))
    return element
  }

  /* The words of one side in a row. What one side only has is shown on the other by a sign; the reader of a screen hears what it is. */
  function side(run, next, name, say) {
    var other = name === 'quote' ? 'text' : 'quote', place = name === 'quote' ? 0 : 1, last
    function sign(signs, said) { return signs && said.trim() ? make('span', { class: 'sign' }, aloud(say('quotation-is-punctuation') + ': '), said) : said }
    var tail = next ? [sign(next.signs, split(next.before[place])[0])] : []
    return run.map(function (each, i) {
      var said = each[name], before = i ? each.before[place] : split(each.before[place])[1], kind = each.kind, more = run[i - 1] && run[i - 1].kind === kind
      var gone = !said && each[other] && (name === 'quote' ? kind === 'missing' || kind === 'order' : /added|order|bracket/.test(kind))
      if (gone) return more && !run[i - 1][name] ? [] : make('span', { class: 'gone', 'aria-hidden': 'true' }, ' ‸')
      if (!said) return []
      var signs = sign(each.signs, before)
      if (kind === 'same' || kind === 'ellipsis' || kind === 'punctuation') {
        last = null
        return [signs, sign(kind === 'punctuation', said)]
      }
      if (last && more && run[i - 1][name] && /missing|added|omitted/.test(kind)) {
        last.append(before + said)
        return []
      }
      last = make('mark', { class: kind }, aloud('[' + say('quotation-is-' + kind) + ': '), said)
      return [signs, last]
    }).concat(tail)
  }
  function split(signs) {  // what closes a row, and what opens the next
    var [all, end, start] = /^(\S*)(?:\s[^]*?(\S*))?$/.exec(signs)
    return [end, start || '']
  }
  function aloud(said) { return make('span', { class: 'aloud' }, said) }
  function closed(cell) {  // what is heard of a mark ends where it does; a long omission is shortened
    cell.querySelectorAll('mark').forEach(function (mark) {
      var words = mark.lastChild.data ? [...mark.childNodes].slice(1).map(node => node.data).join('').split(' ') : []
      if (mark.className === 'omitted' && words.length > 24) mark.replaceChildren(mark.firstChild, words.slice(0, 6).join(' ') + ' ', make('i', null, '… ' + closed.say('quotation-words', { n: words.length - 12 }) + ' …'), ' ' + words.slice(-6).join(' '))
      mark.append(aloud(']'))
    })
    return cell
  }
  function rows(words) {  // about a sentence each
    var all = [[]], count = 0
    words.forEach(function (each) {
      var before = each.before[1] || each.before[0]
      if (count > 35 && each.kind === 'same' || count > 9 && /[.!?…;:]["”»’)]*\s/.test(before) && each.kind !== 'omitted') {
        all.push([])
        count = 0
      }
      all[all.length - 1].push(each)
      if (each.quote) count++
    })
    return all
  }
  function table(part, say) {
    var heads = [say('quotation-quotation'), say('quotation-edition')]
    return make('table', null, make('thead', null, make('tr', null, heads.map(head => make('th', { scope: 'col' }, head)))),
      make('tbody', null, rows(part.words).map((run, n, all) => make('tr', null, ['quote', 'text'].map((which, i) =>
        closed(make('td', { lang: part.lang, 'data-head': heads[i] }, side(run, all[n + 1] && all[n + 1][0], which, say))))))))
  }

  /* Where a place is: its address to cite, and the way there from this page. A passage of several lines is cited by its units alone. */
  function address(place, base) { return editionCite.address({ ...place, quote: /\n/.test(place.quote) ? '' : place.quote }, base) }
  function local(place) { return address(place, '../' + place.text + '/index.html') }
  function where(place, say) {
    var at = [place.kind === 'note' && place.mark ? say('find-note', { mark: place.mark }) : say('find-kind-' + place.kind)]
    var page = n => place.pageInferred ? '[' + n + ']' : '' + n
    if (place.page) at.push(say('quotation-page', { n: page(place.page) + (place.lastPage > place.page ? '–' + page(place.lastPage) : '') }))
    at.push(place.anchor + (place.to !== place.from ? '–' + place.to : ''))
    return [make('a', { href: local(place), lang: place.titleLang }, place.title), ' ', make('span', { class: 'at' }, at.join(' · '))]
  }
  function tally(part, say) {
    return make('ul', { class: 'tally' }, [...deviations, ...remarks].filter(kind => part.counts[kind]).map(kind =>
      make('li', { class: 'of-' + kind }, make('mark', { class: kind, 'aria-hidden': 'true' }, kind === 'punctuation' ? '„ ”' : 'abc'), ' ' + say('quotation-is-' + kind) + ': ' + part.counts[kind])))
  }
  function passage(part, say) {
    var said = address(part), plain = address({ ...part, quote: '' }), head = make('h3', null, where(part, say)), box = make('section', { class: 'part', 'data-anchor': part.anchor }, head)
    box.append(make('p', { class: 'verdict' }, part.deviations ? say('quotation-deviations', { n: part.deviations }) : say('quotation-exact')), tally(part, say))
    if (part.others[0]) box.append(make('p', { class: 'others' }, say('quotation-others')), make('ul', { class: 'others' }, part.others.slice(0, 6).map(other => make('li', null, where(other, say)))))
    box.append(table(part, say))
    var line = make('p', { class: 'cite' }, say('quotation-address') + ': ', make('code', null, plain))
    if (said !== plain) line.append(' · ', make('a', { href: local(part) }, say('quotation-phrase')))
    box.append(line)
    var button = make('button', { type: 'button' }, say('quotation-cite'))
    button.onclick = () => editionCite.open({ text: part.text, from: part.from, to: part.to, quote: part.quote, before: part.before })
    line.before(make('p', { class: 'buttons' }, button))
    return box
  }

  function show(result, say) {
    var places = result.parts.length, all = [...result.parts.map(part => [part.at[0], passage(part, say)]), ...result.rest.map(rest =>
      [rest.at[0], make('section', { class: 'rest' }, make('h3', null, say('quotation-rest')), make('p', null, make('q', null, rest.text.length > 400 ? rest.text.slice(0, 400) + ' …' : rest.text)))])]
    results.textContent = places ? say('quotation-found', { n: places }) : say('quotation-none')
    parts.replaceChildren()
    if (result.cut) parts.append(make('p', null, say('quotation-cut', { n: result.words })))
    if (!places) parts.append(make('p', null, say(result.little ? 'quotation-little' : 'quotation-none-said')))
    else {
      if (result.parts.some(part => part.counts.punctuation)) {
        var check = make('input', { type: 'checkbox', id: 'signs' })
        check.checked = !parts.classList.contains('quiet')
        check.onchange = () => parts.classList.toggle('quiet', !check.checked)
        parts.append(make('p', { class: 'choice' }, check, ' ', make('label', { for: 'signs' }, say('quotation-signs'))))
      }
      parts.append(...all.sort((a, b) => a[0] - b[0]).map(one => one[1]))
    }
    answer.hidden = false
  }
  async function check() {
    var mine = ++turn, text = box.value, say
    if (!text.trim()) return box.focus()
    try {
      say = closed.say = await edition.words()
      answer.lang = edition.lang
      var waiting = setTimeout(() => { if (mine === turn) status.textContent = say('quotation-busy') }, 150)
      var [result] = await Promise.all([editionQuotation(text), edition.load('static/cite.js')])
      await Promise.all(result.parts.map(part => editionCite.data(part.text)))
      if (mine !== turn) return
      show(result, say)
      status.textContent = ''
      results.focus()
    } catch (error) {
      console.error(error)
      if (mine === turn) status.textContent = say ? say('find-failed') : String(error.message)
    }
    clearTimeout(waiting)
  }

  /* An example: a unit's beginning as a hurried writer copies it. */
  async function example() {
    var {store, plain} = await editionSearch.lend(), [unit] = await store.units([+form.dataset.example]), words = unit.text.split(' ').slice(0, 32)
    words[3] = plain(words[3])
    words[words.length - 4] = plain(words[words.length - 4])
    words.splice(18, 4, '…')
    words.splice(9, 1)
    box.value = '“' + words.join(' ') + '”'
    check()
  }
  form.addEventListener('submit', function (event) {
    event.preventDefault()
    check()
  })
  box.addEventListener('keydown', function (event) {
    if (event.key !== 'Enter' || !event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    check()
  })
  if (by('example')) by('example').onclick = () => example().catch(() => 0)
  var given = new URLSearchParams(location.search).get('quote')
  if (given) {
    box.value = given.slice(0, most)
    check()
  }
})()
