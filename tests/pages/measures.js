// What a page looks like, measured in the browser: faults as lists of sentences, empty where there are none.
(() => {
  const TEXT_OUT = 1, ACROSS = 1.5, DOWN = 2, CUT = 1, CONTRAST = 4.5; // px; boxes of letters that the typeface lacks are higher
  const shown = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility === "visible";
  const drawings = () => [...document.querySelectorAll("svg[role=img]")].filter(shown);
  const texts = (drawing) => [...drawing.querySelectorAll("text")].filter((each) => shown(each) && each.textContent.trim());
  const words = (element) => JSON.stringify(element.textContent.trim().slice(0, 60));
  const unseen = (element) => element.closest(".unseen, caption, svg, thead") !== null && element.clientWidth <= 1;
  const named = (drawing) => drawing.closest("figure").querySelector("figcaption").textContent.slice(0, 40);

  const parts = (colour) => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
  const light = (colour) => {
    const [red, green, blue] = parts(colour).map((part) => part / 255).map(
      (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  // What a place is filled with below the letters: of the topmost shape there, else the page.
  const groundAt = (x, y) => {
    const within = (shape) => shape.isPointInFill(new DOMPoint(x, y).matrixTransform(shape.getScreenCTM().inverse()));
    const shape = document.elementsFromPoint(x, y).find((each) => each instanceof SVGGeometryElement
      && getComputedStyle(each).fill.startsWith("rgb") && within(each));
    return getComputedStyle(shape ?? document.body)[shape ? "fill" : "backgroundColor"];
  };

  return {
    openAll: () => document.querySelectorAll("details").forEach((each) => (each.open = true)),

    emptyDrawings: () => document.querySelectorAll("svg[role=img]").forEach((each) => each.replaceChildren()),

    widerThanPage: () => {
      const page = document.scrollingElement, wide = page.scrollWidth;
      if (wide <= innerWidth) return [];
      const sticking = [...document.body.querySelectorAll("*")].filter(
        (each) => !each.closest(".scroll") && each.getBoundingClientRect().right > innerWidth + 0.5);
      return [`${wide} > ${innerWidth}`, ...sticking.slice(0, 5).map((each) => `${each.tagName} ${words(each)}`)];
    },

    textsOutOfDrawings: () => drawings().flatMap((drawing) => {
      const frame = drawing.getBoundingClientRect();
      return texts(drawing).flatMap((each) => {
        const box = each.getBoundingClientRect();
        const out = Math.max(frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom);
        return out > TEXT_OUT ? [`${named(drawing)}: ${words(each)} ${out.toFixed(1)} px out`] : [];
      });
    }),

    overlappingTexts: () => drawings().flatMap((drawing) => {
      const boxes = texts(drawing).map((each) => [each, each.getBoundingClientRect()]);
      boxes.sort((one, other) => one[1].top - other[1].top);
      const found = [];
      boxes.forEach(([one, box], at) => {
        for (let next = at + 1; next < boxes.length && boxes[next][1].top < box.bottom - DOWN; next += 1) {
          const [other, its] = boxes[next];
          const across = Math.min(box.right, its.right) - Math.max(box.left, its.left);
          const down = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
          if (across > ACROSS && down > DOWN)
            found.push(`${named(drawing)}: ${words(one)} and ${words(other)} by ${across.toFixed(1)} x ${down.toFixed(1)} px`);
        }
      });
      return found;
    }),

    // Letters with an outline in the colour of the page stand on that; only what is in the window is judged.
    faintTexts: () => drawings().flatMap((drawing) => texts(drawing).flatMap((each) => {
      const look = getComputedStyle(each), box = each.getBoundingClientRect(), middle = (box.top + box.bottom) / 2;
      const outlined = look.paintOrder.startsWith("stroke") && look.stroke !== "none";
      const grounds = outlined ? [look.stroke]
        : [box.left + 1, (box.left + box.right) / 2, box.right - 1].map((x) => groundAt(x, middle));
      const least = Math.min(...grounds.map((ground) => contrast(look.fill, ground)));
      return least < CONTRAST ? [`${named(drawing)}: ${words(each)} ${least.toFixed(2)} : 1`] : [];
    })),

    turnedTexts: () => drawings().flatMap(texts).filter((each) => {
      const turn = each.getScreenCTM();
      return Math.abs(turn.b) > 1e-6 || Math.abs(turn.c) > 1e-6;
    }).map(words),

    stretchedDrawings: () => drawings().filter((each) => {
      const turn = each.getScreenCTM();
      return Math.abs(turn.a - 1) > 0.02 || Math.abs(turn.d - 1) > 0.02;
    }).map(named),

    cutHtml: () => [...document.body.querySelectorAll("*")].filter((each) =>
      shown(each) && !(each instanceof SVGElement) && each.clientWidth > 0 && !each.matches("select, option")
      && each.scrollWidth > each.clientWidth + CUT && !each.closest(".scroll") && !unseen(each)
    ).map((each) => `${each.tagName}.${each.className} ${words(each)}: ${each.scrollWidth} in ${each.clientWidth}`),

    tallestRow: () => Math.max(...[...document.querySelectorAll("tbody tr")].map((each) => each.getBoundingClientRect().height)),

    // Words of opened tables that go on in another line, though neither blank, slash nor hyphen is in them.
    brokenWords: () => [...document.querySelectorAll("td, th")].filter(shown).flatMap((cell) => {
      const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode())
        for (const match of node.data.matchAll(/[^\s/-]+/g)) {
          const range = document.createRange();
          range.setStart(node, match.index);
          range.setEnd(node, match.index + match[0].length);
          if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) found.push(match[0]);
        }
      return found;
    }),

    // Regions that scroll: reached by Tab, and named.
    deafRegions: () => [...document.querySelectorAll(".scroll")].filter(
      (each) => each.tabIndex !== 0 || !each.getAttribute("aria-label")).map(words),

    boxOf: (selector) => {
      const box = [...document.querySelectorAll(selector)].find(shown).getBoundingClientRect();
      return { left: box.left, top: box.top, right: box.right, bottom: box.bottom };
    },

    handlers: () => [...document.querySelectorAll("*")].flatMap(
      (each) => [...each.attributes].filter((one) => one.name.startsWith("on")).map((one) => one.name)),

    // On the element that has the focus: what it is, and how it shows that.
    focused: () => {
      const at = document.activeElement, look = getComputedStyle(at);
      if (at === document.body) return null;
      const links = [...document.querySelectorAll("a, summary, select, .scroll")];
      return { place: links.indexOf(at), tag: at.tagName.toLowerCase(), words: words(at),
        outlined: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2 };
    },

    reachable: () => [...document.querySelectorAll("a, summary, select, .scroll")].flatMap(
      (each, at) => (shown(each) ? [at] : [])),

    // Of each mark of a nation: its number, and how opaque it is, with the groups that it is in.
    opacities: () => [...document.querySelectorAll("[data-n]")].map((each) => {
      let opacity = 1;
      for (let at = each; at; at = at.parentElement) opacity *= parseFloat(getComputedStyle(at).opacity);
      return [each.dataset.n, opacity];
    }),

    // For print: signs at the heading of each open table and in its first row, by which their pages are known.
    signTables: () => {
      const all = [...document.querySelectorAll("details[open]")].filter((each) => shown(each) && each.querySelector("tbody tr"));
      all.forEach((each, at) => {
        each.querySelector("summary").append(` NAME${at}Q`);
        each.querySelector("tbody td").append(` ROW${at}Q`);
      });
      return all.length;
    },

    // For print: signs at both ends of each drawing and at its heading, by which its pages are known.
    signDrawings: () => {
      const all = drawings();
      all.forEach((drawing, at) => {
        const height = drawing.viewBox.baseVal.height;
        for (const [sign, y] of [["TOP", 4], ["END", height - 1]]) {
          const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
          text.setAttribute("x", 1);
          text.setAttribute("y", y);
          text.setAttribute("font-size", 4);
          text.textContent = `${sign}${at}Q`;
          drawing.append(text);
        }
        const heading = document.createElement("span");
        heading.textContent = ` HEAD${at}Q`;
        drawing.closest("figure").querySelector("figcaption").firstElementChild.append(heading);
      });
      return all.length;
    },
  };
})()
