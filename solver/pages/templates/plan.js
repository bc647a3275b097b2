const pick = document.getElementById("nation");
pick.parentElement.hidden = false;
pick.addEventListener("change", () => {
  document.body.classList.toggle("one", pick.value !== "");
  for (const each of document.querySelectorAll("[data-n]"))
    each.classList.toggle("me", each.dataset.n === pick.value);
});
