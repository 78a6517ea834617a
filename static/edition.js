/* Adds to a text's page: cards for names and dates, and a switch that hides all markup. The page reads whole without it. */
(function () {
  'use strict'
  var root = document.documentElement, cards = {}
  var marked = '.mention, .citation[data-work], .date, .corr'

  /* The switch. What it was set to is remembered, where the browser lets us. */
  var button = document.querySelector('.switch')
  function mark(shown) {
    root.classList.toggle('plain', !shown)
    button.setAttribute('aria-pressed', shown)
    document.querySelectorAll('.mention a, .citation a, .date a, .correction a').forEach(function (a) {
      if (a.closest('sup.mark')) return
      if (shown) a.removeAttribute('tabindex'); else a.tabIndex = -1
    })
    hide()
  }
  if (button) {
    button.hidden = false
    button.addEventListener('click', function () {
      var shown = root.classList.contains('plain')
      mark(shown)
      edition.keep('markup', shown ? 'shown' : 'hidden')
    })
  }

  /* What cards say, in the interface's language. */
  function learn() {
    var lang = edition.lang, slug = document.querySelector('.units').dataset.text
    edition.load(slug + '/cards.' + lang + '.js').then(function () { cards = editionCards[lang] }).catch(function () { /* no cards, then */ })
  }
  document.addEventListener('edition-lang', learn)
  learn()

  /* The card: one element, filled anew for every word, after a moment of pointing or at once on keyboard focus. */
  var card = document.createElement('div'), at = null, timer = 0, touched = false
  card.id = 'word-card'
  card.className = 'word-card'
  card.setAttribute('role', 'tooltip')
  card.hidden = true
  document.body.appendChild(card)

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

  if (button && edition.kept('markup') === 'hidden') mark(false)
})()
