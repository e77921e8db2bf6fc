/* The map of everything, part 2: all links and dots, by WebGL, or in 2D where there is none. A view maps the graph's places
   to device pixels: screen = place * zoom + (x, y). */
(() => {
  "use strict";

  const TURN = 2 * Math.PI;

  /* The outlines of the marks, as paths around the origin; the numbers are those of SHAPES in kb/site/pages/explorer.py. */
  const MARKS = [
    (c, r) => c.arc(0, 0, r, 0, TURN),
    (c, r) => c.rect(-0.89 * r, -0.89 * r, 1.78 * r, 1.78 * r),
    (c, r) => polygon(c, r, [0, -1.25, 1.25, 0, 0, 1.25, -1.25, 0]),
    (c, r) => polygon(c, r, [0, -1.3, 1.13, 0.65, -1.13, 0.65]),
    (c, r) => polygon(c, r, [0, 1.3, 1.13, -0.65, -1.13, -0.65]),
    (c, r) => polygon(c, r, [-0.45, -1.1, 0.45, -1.1, 0.45, -0.45, 1.1, -0.45, 1.1, 0.45, 0.45, 0.45,
                             0.45, 1.1, -0.45, 1.1, -0.45, 0.45, -1.1, 0.45, -1.1, -0.45, -0.45, -0.45]), // prettier-ignore
  ];

  function polygon(context, radius, points) {
    for (let i = 0; i < points.length; i += 2) context.lineTo(points[i] * radius, points[i + 1] * radius);
    context.closePath();
  }

  function css([red, green, blue], alpha = 1) {
    return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
  }

  const LINK_VERTEX = `#version 300 es
    in vec2 place; in vec4 colour;
    uniform vec3 camera; uniform vec2 size; uniform vec4 grey; uniform float alpha;
    out vec4 paint;
    void main() {
      vec2 at = (place * camera.z + camera.xy) / size * 2.0 - 1.0;
      gl_Position = vec4(at.x, -at.y, 0.0, 1.0);
      paint = vec4(mix(colour.rgb, grey.rgb, grey.a), 1.0) * alpha;
    }`;
  const LINK_FRAGMENT = `#version 300 es
    precision mediump float;
    in vec4 paint; out vec4 pixel;
    void main() { pixel = paint; }`;
  const DOT_VERTEX = `#version 300 es
    in vec2 place; in vec4 colour; in vec2 look;
    uniform vec3 camera; uniform vec2 size; uniform highp float dot;
    out vec4 paint; flat out float mark; flat out float radius; flat out float span;
    void main() {
      vec2 at = (place * camera.z + camera.xy) / size * 2.0 - 1.0;
      gl_Position = vec4(at.x, -at.y, 0.0, 1.0);
      radius = max(look.x * camera.z, 1.25 * dot);
      span = radius * (look.y < 0.5 ? 1.0 : 1.35) + dot;
      gl_PointSize = 2.0 * span * step(0.5, colour.a);
      paint = colour; mark = look.y;
    }`;
  const DOT_FRAGMENT = `#version 300 es
    precision highp float;
    in vec4 paint; flat in float mark; flat in float radius; flat in float span;
    uniform vec3 ground; uniform highp float dot;
    out vec4 pixel;
    float outline(vec2 p) {
      vec2 a = abs(p);
      if (mark < 0.5) return length(p);
      if (mark < 1.5) return max(a.x, a.y) * 1.12;
      if (mark < 2.5) return (a.x + a.y) * 0.8;
      if (mark < 3.5) return max(p.y, a.x * 0.866 - p.y * 0.5) * 1.54;
      if (mark < 4.5) return max(-p.y, a.x * 0.866 + p.y * 0.5) * 1.54;
      return max(min(a.x, a.y) * 2.2, max(a.x, a.y) * 0.91);
    }
    void main() {
      float from = outline((gl_PointCoord * 2.0 - 1.0) * span);
      float inside = 1.0 - smoothstep(radius - 0.6 * dot, radius + 0.5 * dot, from);
      float halo = radius > 2.2 * dot ? 0.9 * (1.0 - smoothstep(radius + 0.2 * dot, radius + dot, from)) : inside;
      if (paint.a < 0.5 || halo < 0.01) discard;
      pixel = vec4(mix(ground, paint.rgb, inside), 1.0) * halo;
    }`;

  /* All links and dots, drawn by WebGL. Links are pairs of numbers of dots: first those within islands, then the others. */
  class Scene {
    constructor(canvas, graph, marks) {
      const gl = canvas.getContext("webgl2", { antialias: (window.devicePixelRatio || 1) < 1.5 });
      if (!gl) throw new Error("no WebGL2");
      this.gl = gl;
      this.graph = graph;
      this.buffers = {};
      this.links = this.program(LINK_VERTEX, LINK_FRAGMENT);
      this.dots = this.program(DOT_VERTEX, DOT_FRAGMENT);
      const places = new Float32Array(2 * graph.count), looks = new Float32Array(2 * graph.count);
      for (let i = 0; i < graph.count; i++) {
        places.set([graph.x[i], graph.y[i]], 2 * i);
        looks.set([graph.radius[i], marks[graph.kind[i]]], 2 * i);
      }
      this.fill("place", gl.ARRAY_BUFFER, places);
      this.fill("look", gl.ARRAY_BUFFER, looks);
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    }

    program(vertex, fragment) {
      const gl = this.gl, program = gl.createProgram(), uniforms = {};
      for (const [type, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
        const shader = gl.createShader(type);
        gl.shaderSource(shader, source);
        gl.compileShader(shader);
        gl.attachShader(program, shader);
      }
      gl.linkProgram(program);
      if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program));
      for (const name of ["camera", "size", "grey", "alpha", "ground", "dot"]) {
        uniforms[name] = gl.getUniformLocation(program, name);
      }
      return { program, uniforms };
    }

    fill(name, target, data) {
      this.buffers[name] ??= this.gl.createBuffer();
      this.gl.bindBuffer(target, this.buffers[name]);
      this.gl.bufferData(target, data, this.gl.STATIC_DRAW);
    }

    paint(colours) {
      const data = new Uint8Array(4 * this.graph.count);
      for (let i = 0; i < this.graph.count; i++) data.set([...colours[i], this.graph.shown[i] ? 255 : 0], 4 * i);
      this.fill("colour", this.gl.ARRAY_BUFFER, data);
    }

    order({ inner, outer }) {
      const pairs = new Uint32Array(2 * (inner.length + outer.length));
      [...inner, ...outer].forEach((e, at) => {
        pairs[2 * at] = this.graph.from[e];
        pairs[2 * at + 1] = this.graph.to[e];
      });
      this.innerCount = inner.length;
      this.fill("pairs", this.gl.ELEMENT_ARRAY_BUFFER, pairs);
    }

    use({ program, uniforms }, names, view) {
      const gl = this.gl;
      gl.useProgram(program);
      for (const [name, size, type] of names) {
        const at = gl.getAttribLocation(program, name);
        gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[name]);
        gl.enableVertexAttribArray(at);
        gl.vertexAttribPointer(at, size, type, type === gl.UNSIGNED_BYTE, 0, 0);
      }
      gl.uniform3f(uniforms.camera, view.x, view.y, view.zoom);
      gl.uniform2f(uniforms.size, view.width, view.height);
    }

    draw(view, look) {
      const gl = this.gl, part = (colour) => colour.map((channel) => channel / 255);
      gl.viewport(0, 0, view.width, view.height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      this.use(this.links, [["place", 2, gl.FLOAT], ["colour", 4, gl.UNSIGNED_BYTE]], view);
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.buffers.pairs);
      gl.uniform1f(this.links.uniforms.alpha, look.alpha * 0.7);
      gl.uniform4f(this.links.uniforms.grey, ...part(look.link), 1);
      gl.drawElements(gl.LINES, 2 * look.outer, gl.UNSIGNED_INT, 8 * this.innerCount);
      gl.uniform1f(this.links.uniforms.alpha, look.alpha);
      gl.uniform4f(this.links.uniforms.grey, ...part(look.link), look.isByIsland ? 0 : 1);
      gl.drawElements(gl.LINES, 2 * look.inner, gl.UNSIGNED_INT, 0);
      this.use(this.dots, [["place", 2, gl.FLOAT], ["colour", 4, gl.UNSIGNED_BYTE], ["look", 2, gl.FLOAT]], view);
      gl.uniform3f(this.dots.uniforms.ground, ...part(look.ground));
      gl.uniform1f(this.dots.uniforms.dot, view.ratio);
      gl.drawArrays(gl.POINTS, 0, this.graph.count);
    }

    /* Wait until all is drawn, but not longer than a second: a driver may never say so. */
    async finish() {
      const { gl } = this, fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0), end = performance.now() + 1000;
      gl.flush();
      while (fence && gl.clientWaitSync(fence, 0, 0) === gl.TIMEOUT_EXPIRED && performance.now() < end) {
        await new Promise((resume) => setTimeout(resume, 1));
      }
      gl.deleteSync(fence);
    }
  }

  /* The same in 2D. It is slow, so it draws few links. */
  class FlatScene {
    constructor(canvas, graph, marks) {
      this.context = canvas.getContext("2d");
      Object.assign(this, { graph, marks });
    }

    paint(colours) {
      this.colours = colours;
    }

    order(links) {
      this.links = links;
    }

    draw(view, look) {
      const { context, graph } = this;
      context.clearRect(0, 0, view.width, view.height);
      const lines = [[this.links.outer, look.outer, 0.7], [this.links.inner, look.inner, 1]];
      for (const [links, count, weight] of lines) {
        context.strokeStyle = css(look.link, look.alpha * weight);
        context.beginPath();
        for (const e of links.subarray(0, count)) {
          context.moveTo(view.left(graph.from[e]), view.top(graph.from[e]));
          context.lineTo(view.left(graph.to[e]), view.top(graph.to[e]));
        }
        context.stroke();
      }
      for (let i = 0; i < graph.count; i++) {
        if (graph.shown[i] && view.sees(i)) {
          stamp(context, view, i, view.radius(i), this.marks[graph.kind[i]], css(this.colours[i]));
        }
      }
    }
  }

  function stamp(context, view, i, radius, mark, fill, stroke = "", width = 0) {
    context.save();
    context.translate(view.left(i), view.top(i));
    context.beginPath();
    MARKS[mark](context, radius);
    context.restore();
    context.fillStyle = fill;
    context.fill();
    if (stroke) {
      context.lineWidth = width;
      context.strokeStyle = stroke;
      context.stroke();
    }
  }

  /* Where the camera is. */
  class View {
    constructor(graph) {
      Object.assign(this, { graph, x: 0, y: 0, zoom: 1, whole: 1, width: 0, height: 0, ratio: 1 });
    }

    left(i) {
      return this.graph.x[i] * this.zoom + this.x;
    }

    top(i) {
      return this.graph.y[i] * this.zoom + this.y;
    }

    radius(i) {
      return Math.max(this.graph.radius[i] * this.zoom, 1.25 * this.ratio);
    }

    sees(i) {
      const x = this.left(i), y = this.top(i);
      return x > -20 && y > -20 && x < this.width + 20 && y < this.height + 20;
    }

    /* Give the camera that shows a box, with room for names around it. */
    around({ left, right, top, bottom }) {
      const margin = 46 * this.ratio;
      const zoom = Math.min(
        (this.width - 2 * margin) / Math.max(right - left, 1),
        (this.height - 2 * margin) / Math.max(bottom - top, 1),
        2 * this.ratio,
      );
      return {
        zoom: Math.max(zoom, 0.001),
        x: this.width / 2 - ((left + right) / 2) * zoom,
        y: this.height / 2 - ((top + bottom) / 2) * zoom,
      };
    }
  }

  Object.assign(window.kbExplorer, { Scene, FlatScene, View, stamp, css });
})();
