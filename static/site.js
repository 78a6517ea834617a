/* On every page, loaded first: what other scripts of the site ask for (window.edition), and the small search box. Nothing else
   is loaded before it is wanted. */
(function () {
  'use strict'
  var base = document.currentScript.src.replace(/static\/[^/]*$/, ''), loaded = {}

  /* Browsers do not know all languages (Chromium no Azerbaijani): what groups figures comes with the words. */
  function plurals(lang) { return new Intl.PluralRules(Intl.PluralRules.supportedLocalesOf(lang)[0] || 'en') }

  /* edition.base: the address of the site's folder. edition.lang: the interface's language now: the one that the address asks for
     (?lang=tr), else the reader's choice, else that of the page that led here (#in-tr), else the page's own. edition.speak('tr'): choose another; what is made anew in another
     language listens to edition-lang on the document.
     edition.load(path): a script of the site, once. edition.words(): the interface's words, as a function
     say(key, {n: 3, mark: '*'}) that knows plurals of that language; where words have a plural, numbers are counts and grouped. */
  var edition = window.edition = {
    base: base,
    lang: document.documentElement.lang,
    load: function (path) {
      return loaded[path] = loaded[path] || new Promise(function (done, fail) {
        var script = document.createElement('script')
        script.src = base + path
        script.dataset.base = base
        script.onload = done
        script.onerror = function () { delete loaded[path]; fail(new Error(path)) }
        document.head.append(script)
      })
    },
    words: function () {
      var lang = edition.lang
      return edition.load('words/' + lang + '.js').then(function () {
        var words = editionWords[lang], plural = plurals(lang)
        return function (key, values) {
          var said = key in words ? words[key] : key, counts = said.other
          if (counts) said = said[plural.select(values.n)] || counts
          return said.replace(/\{(\w+)\}/g, function (all, name) {
            var value = values && name in values ? values[name] : all
            return counts && typeof value === 'number' ? String(value).replace(/\B(?=(\d{3})+$)/g, words.group) : value
          })
        }
      })
    },
    typing: function (event) {  // whether a key is not a command: it is meant for what has the focus, or commands are switched off
      var at = event.target
      return event.ctrlKey || event.metaKey || event.altKey || at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) ||
        edition.kept('keys') === 'off' || document.querySelector('dialog[open]')
    },
    keys: [['/', '', 'search'], ['?', '', 'keys']],  // commands of a page: two keys and the ending of their word
    speak: function (lang) {
      var asked = new URLSearchParams(location.search)
      edition.keep('lang', lang)
      if (asked.has('lang')) {  // the choice goes before what the address asked for
        asked.delete('lang')
        try { history.replaceState(history.state, '', location.pathname + (String(asked) && '?' + asked) + location.hash) } catch (e) { /* not allowed here */ }
      }
      return speak(lang)
    },
    keep: function (name, value) { try { localStorage.setItem('edition-' + name, value) } catch (e) { /* not allowed here */ } },
    kept: function (name) { try { return localStorage.getItem('edition-' + name) } catch (e) { return null } }
  }

  /* The language. A page in its own language needs nothing, unless it says things in several and the reader has chosen one. */
  var buttons = document.querySelectorAll('[data-speak]')
  function known(lang) { return Array.from(buttons).some(function (button) { return button.dataset.speak === lang }) && lang }
  function press() { buttons.forEach(function (button) { button.setAttribute('aria-pressed', button.dataset.speak === edition.lang) }) }
  function speak(lang) {
    edition.lang = lang
    press()
    return edition.load('static/languages.js').then(function () { return editionSpeak(lang) }).catch(function () { /* as it is, then */ })
  }
  var chosen = known((/[?&]lang=(\w+)/.exec(location.search) || [])[1]) || known(edition.kept('lang')) || known((/^#in-(\w+)$/.exec(location.hash) || [])[1])
  if (chosen && (chosen !== edition.lang || document.querySelector('[data-only]'))) speak(chosen)
  buttons.forEach(function (button) {
    button.addEventListener('click', function () { edition.speak(button.dataset.speak) })
  })

  var box = document.querySelector('.find input'), typing
  function search() { return edition.load('static/search.js').catch(function () { /* without it, then */ }) }
  if (box) {
    var list = document.createElement('datalist')
    list.id = 'names'
    box.after(list)
    box.addEventListener('focus', search)
    box.addEventListener('input', function () {
      var typed = box.value.trim()
      clearTimeout(typing)
      if (typed.length < 2) return list.replaceChildren()
      typing = setTimeout(function () {
        search().then(function () { return window.editionSearch.suggest(typed) }).then(function (names) {
          list.replaceChildren.apply(list, names.map(function (each) {
            var option = document.createElement('option')
            option.value = each.as
            option.label = each.name[edition.lang] || each.as
            return option
          }))
          box.setAttribute('list', list.id)
        }).catch(function () { /* without suggestions, then */ })
      }, 120)
    })
  }

  /* Menus that drop down close by Esc and by a press beside them. */
  var drops = Array.prototype.slice.call(document.querySelectorAll('details.drop'))
  document.addEventListener('pointerdown', function (event) {
    drops.forEach(function (drop) { if (!drop.contains(event.target)) drop.open = false })
  })
  addEventListener('keydown', function (event) {
    if (event.key === 'Escape') drops.forEach(function (drop) {
      if (!drop.open) return
      drop.open = false
      if (drop.contains(document.activeElement)) drop.firstElementChild.focus()
    })
    if (edition.typing(event)) return
    if (event.key === '/') {
      event.preventDefault()
      var field = box || document.querySelector('input[type=search]')
      field.focus()
    } else if (event.key === '?') keys()
  })

  /* How the page looks: theme and size of the letters. base.html applies what was kept before the page is painted. */
  var root = document.documentElement, panel = document.querySelector('.settings')
  if (panel) {
    var size = +edition.kept('size') || 1, shown = panel.querySelector('output')
    var grow = function (by) {
      size = Math.min(2, Math.max(.7, Math.round((size + by) * 10) / 10))
      shown.textContent = Math.round(size * 100) + ' %'
      if (!by) return  // base.html has set what was kept; setting it again would style the whole page anew
      root.style.setProperty('--size', size)
      edition.keep('size', size)
    }
    grow(0)
    panel.addEventListener('click', function (event) { if (event.target.dataset.size) grow(event.target.dataset.size / 10) })
    panel.addEventListener('change', function (event) {
      if (event.target.name !== 'theme') return
      var theme = event.target.value
      if (theme === 'system') delete root.dataset.theme; else root.dataset.theme = theme
      edition.keep('theme', theme === 'system' ? '' : theme)
    })
    panel.querySelectorAll('[name=theme]').forEach(function (each) { each.checked = each.value === (root.dataset.theme || 'system') })
    panel.querySelector('.keys').onclick = keys
  }

  /* The keys, and a way to switch them off. */
  function keys() {
    edition.words().then(function (say) {
      var dialog = document.createElement('dialog'), list = document.createElement('dl'), title = document.createElement('h2')
      function make(name, words, into) {
        var made = document.createElement(name)
        made.textContent = words
        into.append(made)
        return made
      }
      dialog.className = 'keys-list'
      dialog.lang = edition.lang
      title.textContent = say('keys')
      title.id = 'keys-title'
      dialog.setAttribute('aria-labelledby', title.id)
      edition.keys.concat([['Esc', '', 'close']]).forEach(function (key) {
        var term = make('dt', '', list)
        make('kbd', key[0], term)
        if (key[1]) { term.append(' '); make('kbd', key[1], term) }
        make('dd', say('keys-' + key[2]), list)
      })
      dialog.append(title, list)
      var label = make('label', '', make('p', '', dialog)), check = make('input', '', label)
      check.type = 'checkbox'
      check.checked = edition.kept('keys') !== 'off'
      check.onchange = function () { edition.keep('keys', check.checked ? '' : 'off') }
      label.append(' ' + say('keys-use'))
      var close = make('button', say('close'), make('p', '', dialog))
      close.onclick = function () { dialog.close() }
      dialog.onclose = function () { dialog.remove() }
      dialog.onclick = function (event) { if (event.target === dialog) dialog.close() }
      document.body.append(dialog)
      dialog.showModal()
    })
  }

  if (/[?&]q=[^&]/.test(location.search) && document.querySelector('.units')) search().then(function () { if (window.editionSearch) edition.load('static/hits.js') })
})()
