/** What a system must know to install the assistant as an app, in a language. */
export function webManifest(language, texts) {
  const icon = (name, size, purpose) => ({ src: `/icons/${name}-${size}.png`, sizes: `${size}x${size}`, type: "image/png", purpose });
  return JSON.stringify({
    id: "/",
    name: texts["app.name"],
    short_name: texts["app.name"],
    description: texts["app.about"],
    lang: language === "zh" ? "zh-Hans" : language,
    dir: "ltr",
    start_url: "/",
    scope: "/",
    display: "standalone",
    background_color: "#fbfaf7",
    theme_color: "#fbfaf7",
    icons: [192, 512].flatMap(size => [icon("icon", size, "any"), icon("maskable", size, "maskable")]),
    shortcuts: [{ name: texts["chat.new"], url: "/" }],
    share_target: {
      action: "/share-target",
      method: "POST",
      enctype: "multipart/form-data",
      params: { title: "title", text: "text", url: "url", files: [{ name: "files", accept: ["*/*"] }] },
    },
  }, null, 2);
}
