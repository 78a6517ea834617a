/* The page in another language of the interface, in place; loaded only when one is wanted. What each element says stands in its
   data-say attributes, which edition/interface.py wrote and explains. editionSpeak(lang) does it; site.js calls it. */
(function () {
  'use strict'
  var root = document.documentElement, own = root.lang, before = new WeakMap()
  var langs = Array.from(document.querySelectorAll('[data-speak]')).map(function (button) { return button.dataset.speak })
  var keeps = document.querySelector('.units')  // a text's page is in the text's language; only what is said around it changes

  /* Words as the attributes have them → [[words, language], …], or null for no words at all. */
  function runs(code) {
    return code.split('^').map(function (part, i, all) {
      return i % 3 === 1 ? null : [decodeURIComponent(part), i % 3 === 2 ? all[i - 1] : '']
    }).filter(function (run) { return run && run[0] })
  }
  function one(code, say, place) {
    if (code[0] === '=') {
      code = code.slice(1).split('|')[place]
      return code === '%' ? null : runs(code)
    }
    var values = {}
    code.replace(/[?;](\w+)=([^;]*)/g, function (all, name, value) {
      value = words(decodeURIComponent(value), say, place)
      values[name] = String(+value) === value ? +value : value
    })
    return [[say(code.split('?')[0], values), '']]
  }
  function told(code, say, place) {
    if (code.indexOf('{') < 0) return one(code, say, place)
    return [].concat.apply([], code.split(/\{([^}]*)\}/).map(function (part, i) { return i % 2 ? one(part, say, place) || [] : runs(part) }))
  }
  function plain(said) { return said && said.map(function (run) { return run[0] }).join('') }
  function words(code, say, place) {  // a value of other words: as it is, unless marked
    return code.indexOf('{') < 0 ? decodeURIComponent(code) : plain(told(code, say, place))
  }

  function fill(element, said) {
    element.textContent = ''
    said.forEach(function (run) {
      var part = document.createElement('span')
      part.textContent = run[0]
      part.lang = run[1]
      element.append(run[1] ? part : run[0])
    })
    element.normalize()
  }
  function set(element, name, value) {
    if (value == null) element.removeAttribute(name)
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value)
  }
  function speak(element, say, place, lang) {
    if (!before.has(element)) before.set(element, element.getAttribute('lang'))
    var first = before.get(element)
    if (keeps && (element.dataset.say || first || element.textContent.length < 20)) set(element, 'lang', lang === own ? first : lang)
    Array.from(element.attributes).forEach(function (attribute) {
      if (attribute.name === 'data-say') fill(element, told(attribute.value, say, place) || [])
      else if (attribute.name.slice(0, 9) === 'data-say-') {
        var code = attribute.value[0] === '@' ? element.getAttribute('data-say-' + attribute.value.slice(1)) : attribute.value
        set(element, attribute.name.slice(9), plain(told(code, say, place)))
      }
    })
  }
  function marked() {  // elements with any of the attributes
    var found = document.evaluate('//*[@*[starts-with(name(), "data-say")]]', document, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE, null), all = []
    for (var i = 0; i < found.snapshotLength; i++) all.push(found.snapshotItem(i))
    return all
  }

  /* Of what stands there in several languages a reader who has chosen one sees that. */
  function only(lang) {
    document.querySelectorAll('[data-only]').forEach(function (group) {
      var each = Array.from(group.children), shown = [lang].concat(langs).reduce(function (found, lang) {
        return found || each.find(function (one) { return one.lang === lang })
      }, null)
      group.dataset.only = lang
      each.forEach(function (one) { one.hidden = one !== shown })
      group.querySelectorAll('.same-title').forEach(function (title) { title.hidden = true })
    })
    document.querySelectorAll('.tongue-links').forEach(function (list) { list.hidden = true })
  }
  function sort(place) {
    var parents = new Set()
    document.querySelectorAll('.group[data-ranks], .group [data-ranks]').forEach(function (one) { parents.add(one.parentNode) })
    parents.forEach(function (parent) {
      var rank = function (one) { return +one.dataset.ranks.split(' ')[place] }
      var all = Array.from(parent.children).filter(function (one) { return one.dataset.ranks }), after = document.createTextNode('')
      all[all.length - 1].after(after)
      all.sort(function (a, b) { return rank(a) - rank(b) }).forEach(function (one) { after.before(one) })
      after.remove()
    })
  }

  /* The editors' comments on a text, which the build made into HTML. */
  function remarks(lang) {
    return edition.load(keeps.dataset.text + '/cards.' + lang + '.js').then(function () {
      document.querySelectorAll('.remark-text').forEach(function (element) {
        var said = (editionCards[lang].remarks || {})[element.parentNode.id]
        if (!before.has(element)) before.set(element, [element.innerHTML, element.getAttribute('lang')])
        element.innerHTML = said || before.get(element)[0]
        set(element, 'lang', said ? lang : before.get(element)[1])
      })
    })
  }

  window.editionSpeak = function (lang) {
    return edition.words().then(function (say) {
      if (lang !== edition.lang) return  // another one has been chosen since
      var place = langs.indexOf(lang)
      if (!keeps) root.lang = lang
      marked().forEach(function (element) { speak(element, say, place, lang) })
      only(lang)
      sort(place)
      return keeps && remarks(lang)
    }).then(function () {
      if (lang === edition.lang) document.dispatchEvent(new CustomEvent('edition-lang', { detail: lang }))
    })
  }
})()
