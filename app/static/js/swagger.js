// The description of the API, drawn from our own document; unsafe requests carry the session's token.

addEventListener("load", () => {
  const place = document.getElementById("swagger");
  window.SwaggerUIBundle({
    domNode: place, url: place.dataset.url, deepLinking: false, tryItOutEnabled: false, validatorUrl: null,
    requestInterceptor: (request) => {
      if (!["GET", "HEAD"].includes((request.method || "GET").toUpperCase())) request.headers["X-CSRFToken"] = document.body.dataset.csrf;
      return request;
    },
  });
});
