/// The parts of the picture's page that are the same for every store.
enum PictureStyle {
  static let css = """
    :root { color-scheme: light dark; --line: #8884; --held: #2a7f62; --mark: #c2410c; }
    body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem;
      padding: 0 1rem; }
    h1 { font-size: 1.2rem; overflow-wrap: anywhere; }
    main { display: grid; grid-template-columns: minmax(5rem, max-content) 1fr;
      gap: .3rem .8rem; align-items: center; }
    .label { max-width: 12rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
      text-align: right; font-size: .85rem; }
    .lane { position: relative; min-width: 0; }
    .line { height: 1rem; border-bottom: 1px solid var(--line); }
    .axis { height: 1.6rem; border-top: 2px solid currentColor; font-size: .75rem; }
    .blocks { height: 2.2rem; }
    .lane i { position: absolute; min-width: 2px; box-sizing: border-box; }
    .held { top: .4rem; height: .4rem; background: var(--held); }
    .held.part { opacity: .45; }
    .watermark { top: 0; height: 1rem; margin-left: -2px; background: var(--mark); }
    .alive { top: .4rem; height: .4rem; background: #7c8794; }
    .block { top: 0; height: 2rem; border: 1px solid #3456; border-radius: 2px; }
    .bad { border: 2px solid #d00; }
    .lane i:hover, .lane i:focus { outline: 2px solid var(--mark); outline-offset: 1px; }
    .tick { position: absolute; top: .2rem; }
    .tick.middle { transform: translateX(-50%); }
    .tick.end { transform: translateX(-100%); }
    output { display: block; min-height: 3em; margin: 1rem 0; padding: .6rem .8rem;
      border: 1px solid var(--line); border-radius: 4px; overflow-wrap: anywhere; }
    .legend span { display: inline-block; margin-right: 1.2rem; font-size: .85rem; }
    .legend b { display: inline-block; width: 1.4rem; height: .6rem; margin-right: .4rem; }
    table { border-collapse: collapse; font-size: .85rem; margin-top: 1rem; }
    th, td { padding: .15rem .7rem; border-bottom: 1px solid var(--line); text-align: right; }
    th:first-child, td:first-child, th:nth-child(2), td:nth-child(2) { text-align: left; }

    """

  static let legend = """
    <p class="legend">
    <span><b style="background:var(--held)"></b>held by the version</span>
    <span><b style="background:var(--held);opacity:.45"></b>held in part</span>
    <span><b style="background:var(--mark);width:.3rem"></b>watermark</span>
    <span><b style="background:hsl(205 60% 92%)"></b>a segment that is dead</span>
    <span><b style="background:hsl(205 60% 35%)"></b>a segment that is live</span>
    <span><b style="border:2px solid #d00"></b>with damage</span>
    </p>
    """

  /// Shows figures, and leaves in the page how much of it was really drawn.
  static let script = """
    const figures = document.getElementById("figures");
    const items = [...document.querySelectorAll(".lane i")];
    for (const item of items) {
      const show = () => { figures.textContent = item.getAttribute("aria-label"); };
      item.addEventListener("mouseenter", show);
      item.addEventListener("focus", show);
    }
    const isDrawn = (item) => {
      const box = item.getBoundingClientRect();
      const lane = item.parentElement.getBoundingClientRect();
      return box.width >= 1 && box.height >= 1 && box.left >= lane.left - 1
        && box.right <= lane.right + 4;
    };
    document.documentElement.dataset.items = items.length;
    document.documentElement.dataset.drawn = items.filter(isDrawn).length;
    document.documentElement.dataset.fits =
      document.documentElement.scrollWidth <= document.documentElement.clientWidth;

    """
}
