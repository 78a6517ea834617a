/* Adds to a text's page: notes beside the text or in a sheet, the bar that says where one is, what can be done with a unit, cards for
   names and dates. The page reads whole without it. Offsets below are CSS pixels of the page. */
(function () {
  'use strict'
  var root = document.documentElement, cards = {}
  var body = document.querySelector('.text-body'), units = document.querySelector('.units'), side = document.getElementById('side')
  var bar = document.querySelector('.bar'), slug = units.dataset.text
  var marked = '.mention, .citation[data-work], .date, .corr', calls = 'a[role=doc-noteref], sup.remark a'
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)) }
  function by(id) { return document.getElementById(id) }
  function button(words, act) {
    var made = document.createElement('button')
    made.type = 'button'
    made.textContent = words
    made.onclick = act
    return made
  }
  function named(link) { try { return decodeURIComponent(link.hash.slice(1)) } catch (e) { return link.hash } }
  function called(link) { return by(named(link)) }

  /* Names and dates can be hidden; the choice is kept. */
  var switch_ = bar.querySelector('.markup')
  function mark(shown) {
    root.classList.toggle('plain', !shown)
    all('.mention a, .citation a, .date a, .correction a').forEach(function (a) {
      if (a.closest('sup')) return
      if (shown) a.removeAttribute('tabindex'); else a.tabIndex = -1
    })
    hide()
    lay()
  }
  if (switch_) switch_.addEventListener('change', function () {
    mark(switch_.checked)
    edition.keep('markup', switch_.checked ? 'shown' : 'hidden')
  })

  /* What cards say, in the interface's language. */
  function learn() {
    var lang = edition.lang
    edition.load(slug + '/cards.' + lang + '.js').then(function () { cards = editionCards[lang] }).catch(function () { /* no cards, then */ })
  }
  document.addEventListener('edition-lang', learn)
  function later(act) {  // once the page is there and nothing else is to be done
    function idle() { (window.requestIdleCallback || setTimeout)(act) }
    if (document.readyState === 'complete') idle(); else addEventListener('load', idle)
  }
  later(learn)
  later(function () { edition.load('static/print.js').catch(function () { /* print.css alone, then */ }) })

  /* The card: one element, filled anew for every word, after a moment of pointing or at once on keyboard focus. */
  var card = document.createElement('div'), at = null, timer = 0, touched = false
  card.id = 'word-card'
  card.className = 'word-card'
  card.setAttribute('role', 'tooltip')
  card.hidden = true
  document.querySelector('main').appendChild(card)

  function line(name, words, lang) {
    if (!words) return
    var p = document.createElement('p')
    p.className = name
    p.textContent = words
    if (lang) p.lang = lang
    card.appendChild(p)
  }
  function fill(word) {
    card.textContent = ''
    if (word.matches('.date')) {
      line('title', (cards.dates || {})[word.dataset.edtf])
      line('kind', [word.dataset.calendar, word.dataset.certainty].filter(Boolean).join(' · '))
      line('text', word.dataset.why, 'en')
      line('kind', 'EDTF ' + word.dataset.edtf)
      return true
    }
    if (word.matches('.corr')) {
      var reading = word.querySelector('a')
      reading.removeAttribute('title')
      line('text', (cards.corrections || {})[reading.hash.slice(1)])
      return true
    }
    var said = (cards.names || {})[word.dataset.entity || word.dataset.work]
    if (!said) return false
    line('title', said[0], said[5])
    line('kind', [said[1], said[2]].filter(Boolean).join(' · '))
    line('text', said[3])
    line('kind', said[4])
    return true
  }
  function show(word, link) {
    clearTimeout(timer)
    if (at && at.word === word && !card.hidden || root.classList.contains('plain') || !fill(word)) return
    hide()
    at = { word: word, link: link }
    card.hidden = false
    var box = (link || word).getClientRects()[0], width = root.clientWidth
    var left = Math.min(Math.max(8, box.left), width - card.offsetWidth - 8)
    var above = box.bottom + card.offsetHeight + 8 > innerHeight && box.top > card.offsetHeight + 8
    card.style.left = left + scrollX + 'px'
    card.style.top = (above ? box.top - card.offsetHeight - 4 : box.bottom + 4) + scrollY + 'px'
    if (link) link.setAttribute('aria-describedby', card.id)
  }
  function hide() {
    clearTimeout(timer)
    if (at && at.link) at.link.removeAttribute('aria-describedby')
    at = null
    card.hidden = true
  }
  function soon(what, wait) { clearTimeout(timer); timer = setTimeout(what, wait) }
  function under(event) { return event.target.closest && event.target.closest(marked) }
  function linkOf(event, word) { return event.target.closest('a') || word.querySelector('a') }

  document.addEventListener('pointerover', function (event) {
    if (event.pointerType === 'touch') return
    var word = under(event)
    if (word) soon(function () { show(word, linkOf(event, word)) }, 250)
    else if (card.contains(event.target)) clearTimeout(timer)
    else if (at) soon(hide, 250)
    else clearTimeout(timer)
  })
  document.addEventListener('focusin', function (event) {
    var word = under(event)
    if (word && event.target.matches(':focus-visible') && !event.target.closest('sup')) show(word, event.target)
    else if (at && !touched) hide()
  })
  document.addEventListener('keydown', function (event) { if (event.key === 'Escape') hide() })
  /* By touch the first tap opens the card, the second one follows the link; so does a tap on the card. */
  document.addEventListener('pointerdown', function (event) { touched = event.pointerType === 'touch' })
  document.addEventListener('click', function (event) {
    if (card.contains(event.target)) { if (at && at.link && !String(getSelection())) location.href = at.link.href; return }
    var word = under(event), link = event.target.closest('a')
    if (touched && word && link && !link.closest('sup, ins') && !(at && at.word === word)) {
      show(word, link)
      if (at) event.preventDefault()
    } else if (!word) hide()
  })

  /* Notes beside the text: where the page has a margin, each note that is called stands at the height of its first reference, or below
     the note before it. A note called from a note comes after that one. All heights are read first, then all places are written. */
  var placed = []
  function lay() {
    var style = getComputedStyle(body), beside = style.getPropertyValue('--notes').trim() === 'beside'
    body.classList.toggle('with-notes', beside)
    placed.forEach(function (note) { note.classList.remove('placed', 'long'); note.style.top = '' })
    placed = []
    units.style.minHeight = ''
    if (beside) {
      var columns = style.gridTemplateColumns.split(' '), origin = body.getBoundingClientRect().top, gap = 10
      body.style.setProperty('--margin', columns[columns.length - 1])
      var links = all(calls, body).filter(function (link) {
        var note = called(link)
        if (!note || placed.indexOf(note) >= 0 || !link.getClientRects().length) return false  // comments can be hidden
        note.classList.add('placed')
        return placed.push(note)
      })
      var inNotes = links.map(function (link) { return link.closest('.note') })
      var wanted = links.map(function (link, i) { return inNotes[i] ? 0 : link.getClientRects()[0].top - origin - 4 })
      var heights = placed.map(function (note) { return note.offsetHeight })
      var order = []
      var put = function (i) {
        order.push(i)
        links.forEach(function (link, k) { if (inNotes[k] === placed[i] && order.indexOf(k) < 0) put(k) })
      }
      links.map(function (link, i) { return i }).filter(function (i) { return !inNotes[i] })
        .sort(function (a, b) { return wanted[a] - wanted[b] }).forEach(put)
      /* Where notes crowd, long ones are cut to fewer and fewer lines (pointing or focus opens them), so that none drifts far. */
      var line = 1.45 * parseFloat(getComputedStyle(placed[0] || body).fontSize), end, tops = [], most = heights.map(function () { return Infinity })
      var cut = function (i) { return heights[i] > (most[i] + 1) * line }
      var arrange = function (lines) {
        var first = 0, late = false
        end = 0
        order.forEach(function (i, n) {
          tops[i] = Math.max(wanted[i], end)
          end = tops[i] + (cut(i) ? most[i] * line : heights[i]) + gap
          if (tops[i] === wanted[i]) first = n
          if (!inNotes[i] && tops[i] - wanted[i] > 12 * line) for (late = true; first <= n; first++) most[order[first]] = lines
        })
        return late
      }
      if ([9, 6, 4, 3].every(arrange)) arrange(3)
      placed.forEach(function (note, i) {
        note.style.top = tops[i] + 'px'
        note.classList.toggle('long', cut(i))
        note.style.setProperty('--lines', most[i])
      })
      if (end > units.offsetTop + units.offsetHeight) units.style.minHeight = end - units.offsetTop + 'px'
    }
    all('.notes', body).forEach(function (list) {
      list.classList.toggle('emptied', beside && all('.note', list).every(function (note) { return placed.indexOf(note) >= 0 }))
    })
  }
  function light(element, lit) { if (element) element.classList.toggle('lit', lit) }
  document.addEventListener('mouseover', function (event) {
    var link = event.target.closest(calls), note = event.target.closest('.placed')
    all('.lit').forEach(function (e) { if (e !== document.activeElement) light(e, false) })
    if (link) light(called(link), true)
    if (note) all(calls, body).forEach(function (a) { if (called(a) === note) light(a, true) })
  })

  /* On a small screen a note opens in a sheet; beside the text it is lit and has the focus. Esc goes back to the reference. */
  var sheet, caller
  function back() {
    var to = caller
    caller = null
    all('.lit').forEach(function (e) { light(e, false) })
    if (!to) return
    to.focus({ preventScroll: true })
    to.scrollIntoView({ block: 'nearest' })  // only where a long note has led away from it
  }
  function open(link) {
    var note = called(link)
    if (!note) return false
    if (note.classList.contains('placed')) {
      caller = link
      note.tabIndex = -1
      note.focus({ preventScroll: true })
      all('.lit').forEach(function (e) { light(e, false) })
      light(note, true)
      note.scrollIntoView({ block: 'nearest' })
      return true
    }
    if (!HTMLElement.prototype.showPopover) return false
    if (!sheet) {
      sheet = document.createElement('div')
      sheet.className = 'note-sheet'
      sheet.popover = 'auto'
      sheet.tabIndex = -1
      sheet.setAttribute('role', 'dialog')
      sheet.addEventListener('toggle', function (event) { if (event.newState === 'closed') back() })
      document.body.append(sheet)
    }
    var head = document.createElement('div'), to = document.createElement('a'), copy = note.cloneNode(true), mark = copy.querySelector('.note-mark')
    head.className = 'sheet-head'
    to.href = '#' + note.id
    to.textContent = mark.getAttribute('aria-label')
    to.onclick = function () { caller = null; sheet.hidePopover() }
    var close = button('×', function () { sheet.hidePopover() })
    close.setAttribute('aria-label', bar.dataset.close)
    head.append(to, close)
    mark.remove()
    all('[id]', copy).forEach(function (e) { e.removeAttribute('id') })
    all('.back, .tools-of', copy).forEach(function (e) { e.remove() })
    sheet.replaceChildren(head)
    sheet.append.apply(sheet, copy.childNodes)
    sheet.lang = note.lang || root.lang
    sheet.setAttribute('aria-label', to.textContent)
    if (!sheet.contains(link)) caller = link
    if (!sheet.matches(':popover-open')) sheet.showPopover()
    sheet.scrollTop = 0
    sheet.focus()
    return true
  }
  document.addEventListener('click', function (event) {
    var link = event.target.closest(calls), up = event.target.closest('.placed .back')
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
    if (link && open(link)) event.preventDefault()
    else if (up && caller && called(up) === caller) { event.preventDefault(); back() }
  })
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && caller && document.activeElement.closest('.placed')) back()
  })

  /* Where one is: the heading, the printed page and the unit at the top of the window. */
  var list = all('.units > *, .units li').filter(function (e) { return e.id }), headings = {}, turns = all('.units .turn')
  var inHeading = bar.querySelector('.bar-heading'), place = bar.querySelector('.bar-place'), progress = bar.querySelector('.progress'), current = null
  var below = function () { return bar.getBoundingClientRect().bottom }
  all('.contents a', side).forEach(function (a) { headings[a.hash.slice(1)] = a })
  function last(elements, edge) {  // the last of them that begins above a line of the window; they stand in order
    var low = 0, high = elements.length
    while (low < high) {
      var middle = low + high >> 1
      if (elements[middle].getBoundingClientRect().top <= edge) low = middle + 1; else high = middle
    }
    return elements[low - 1]
  }
  function now() { return last(list, below() + 24) }
  function tell() {
    var unit = now(), turn = last(turns, below() + 24), heading = unit
    progress.style.setProperty('--read', Math.min(1, scrollY / (units.offsetTop + units.offsetHeight + body.offsetTop - innerHeight || 1)))
    if (unit === current) return
    current = unit
    while (heading && !headings[heading.id]) heading = list[list.indexOf(heading) - 1]
    all('[aria-current]', side).forEach(function (a) { a.removeAttribute('aria-current') })
    inHeading.textContent = ''
    if (heading) {
      var entry = headings[heading.id]
      entry.setAttribute('aria-current', 'location')
      inHeading.textContent = entry.textContent
      inHeading.lang = heading.closest('[lang]').lang
      if (side.scrollHeight > side.clientHeight) {
        var box = entry.getBoundingClientRect(), frame = side.getBoundingClientRect()
        if (box.top < frame.top || box.bottom > frame.bottom) side.scrollTop += box.top - frame.top - frame.height / 3
      }
    }
    place.textContent = unit ? [turn && turn.textContent && bar.dataset.page.replace('#', turn.textContent), unit.id].filter(Boolean).join(' · ') : ''
    clearTimeout(keeping)
    keeping = setTimeout(function () { edition.keep('place-' + slug, scrollY > innerHeight && unit ? unit.id : '') }, 800)
  }
  var keeping = 0, waiting = false
  function soonTell() {
    if (!waiting) requestAnimationFrame(function () { waiting = false; tell() })
    waiting = true
  }
  addEventListener('scroll', soonTell, { passive: true })

  /* Contents: beside the text where there is room, else in a drawer. */
  var drawer = bar.querySelector('.bar-contents')
  function fit() {
    var away = getComputedStyle(body).getPropertyValue('--contents').trim() !== 'beside' && side.showPopover
    if (away && !side.popover) side.popover = 'auto'
    else if (!away) side.removeAttribute('popover')
    drawer.hidden = !away
  }
  drawer.onclick = function () { side.togglePopover() }
  side.addEventListener('toggle', function (event) { drawer.setAttribute('aria-expanded', event.newState === 'open') })
  side.addEventListener('click', function (event) { if (event.target.closest('a') && side.popover) side.hidePopover() })

  /* The place in a long text is kept; one is asked whether to go on there. */
  var on = bar.querySelector('.bar-on'), kept = edition.kept('place-' + slug)
  if (kept && !location.hash && by(kept)) {
    on.hidden = false
    on.textContent += ' ' + kept
    on.onclick = function () { whole(); by(kept).scrollIntoView(); on.remove() }
    addEventListener('scroll', function gone() { if (scrollY > 2 * innerHeight) { on.remove(); removeEventListener('scroll', gone) } }, { passive: true })
  }

  /* What can be done with a unit: its anchor is there; the rest comes beside the unit that is pointed at or has the focus. */
  var tools = document.createElement('span')
  tools.className = 'tools-of'
  function act(name, path, run) {
    var made = button('', function () {
      var unit = tools.closest('.unit')
      edition.load(path).then(function () { run(unit, made) }, function () { made.remove() })
    })
    made.dataset.act = name
    tools.append(made)
  }
  act('cite', 'static/cite.js', function (unit) { editionCite.open({ text: slug, from: unit.id }) })
  act('source', 'static/source.js', function (unit, opener) { editionSource.toggle(unit, opener) })
  function offer(unit) {
    var anchor = unit && unit.querySelector('.anchor, .note-mark')
    if (!anchor || tools.parentNode === anchor.parentNode) return
    tools.lang = edition.lang
    all('button', tools).forEach(function (each) { each.textContent = bar.dataset[each.dataset.act] })
    anchor.after(tools)
  }
  document.addEventListener('mouseover', function (event) {
    var unit = event.target.closest('.unit')
    if (unit && matchMedia('(min-width: 46rem) and (hover: hover)').matches && !tools.contains(document.activeElement)) offer(unit)
  })
  document.addEventListener('focusin', function (event) { if (event.target.matches('.anchor, .note-mark')) offer(event.target.closest('.unit')) })
  document.addEventListener('click', function (event) { if (event.target.matches('.anchor, .note-mark')) offer(event.target.closest('.unit')) })

  /* Words that are selected can be cited, too; an address that no element answers (a version, a range, a phrase, an anchor of former
     times) is looked into. */
  document.addEventListener('selectionchange', function () {
    if (!window.editionSelection && !getSelection().isCollapsed) edition.load('static/selection.js').catch(function () { /* without it */ })
  })
  function arrive() {
    if (/[?&]quote=/.test(location.search) || location.hash && !called(location)) edition.load('static/arrive.js').catch(function () { /* without it */ })
  }
  addEventListener('hashchange', function () {
    var anew = !body.classList.contains('whole')
    whole()
    if (anew && called(location)) called(location).scrollIntoView()
    arrive()
  })

  /* Keys: j and k go from unit to unit; c cites what is selected, or the unit that has the focus, is the target or stands at the top. */
  edition.keys.push(['j', 'k', 'next'], ['c', '', 'cite'], ['s', '', 'source'])
  function inSight(unit) {
    var box = unit && unit.getBoundingClientRect()
    return box && box.bottom > below() && box.top < innerHeight ? unit : null
  }
  addEventListener('keydown', function (event) {
    if (edition.typing(event) || !/^[jkcs]$/.test(event.key)) return
    var here = inSight(document.activeElement.closest('.unit')) || inSight(document.querySelector('.unit:target, .cited-unit')) || now() || list[0]
    if (event.key === 'j' || event.key === 'k') {
      var unit = list[list.indexOf(here) + (event.key === 'j' ? 1 : -1)]
      if (!unit) return
      unit.scrollIntoView()
      unit.querySelector('.anchor').focus({ preventScroll: true })
    } else if (event.key === 'c') {
      edition.load('static/cite.js').then(function () {
        return editionCite.open(window.editionSelection && editionSelection() || { text: slug, from: here.id })
      }).catch(function () { /* without it */ })
    } else {
      offer(here)
      var opener = tools.querySelector('[data-act=source]')
      if (opener) opener.click()
    }
  })

  /* On a small screen what is far below is laid out when one comes near it (content-visibility in text.css). Who comes to a place in the
     text, or back to it, has the text whole at once, so that nothing moves. */
  var entry = performance.getEntriesByType('navigation')[0]
  function whole() { body.classList.add('whole') }
  if (location.hash || location.search || !entry || entry.type !== 'navigate') whole()

  bar.hidden = false
  fit()
  lay()
  tell()
  if (location.hash && called(location)) called(location).scrollIntoView()
  arrive()
  /* Anew when there is more or less room, letters change, or a unit grows (its source was opened). */
  function room() {
    var end = units.lastElementChild
    return [body.clientWidth, getComputedStyle(root).fontSize, end && end.offsetTop + end.offsetHeight].join()
  }
  var was = room(), watch = new ResizeObserver(function () {
    var is = room()
    if (is === was) return
    was = is
    fit()
    lay()
  })
  all('.text-body, .units > *').forEach(function (e) { watch.observe(e) })
  if (switch_ && edition.kept('markup') === 'hidden') { switch_.checked = false; mark(false) }
})()
