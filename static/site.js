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
    typing: function (event) {  // whether a key is meant for what has the focus
      var at = event.target
      return event.ctrlKey || event.metaKey || event.altKey || at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)
    },
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
    button.parentNode.hidden = false
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
    addEventListener('keydown', function (event) {
      if (event.key !== '/' || edition.typing(event)) return
      event.preventDefault()
      box.focus()
    })
  }
  if (/[?&]q=[^&]/.test(location.search) && document.querySelector('.units')) search().then(function () { if (window.editionSearch) edition.load('static/hits.js') })
})()
