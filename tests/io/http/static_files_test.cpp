#include "io/http/static_files.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using dossier::io::http::static_files;
namespace fs = std::filesystem;

namespace {

/// A built dashboard in a folder of its own, with a secret beside it.
struct pages_world {
  pages_world() {
    const auto unique = fs::temp_directory_path() / "dossier-pages-XXXXXX";
    auto name = unique.string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    base = name;
    write("dist/index.html", "<p>page");
    write("dist/assets/app-1a2b.js", "run()");
    write("secret.txt", "secret");
    fs::create_symlink(base / "secret.txt", base / "dist/leak.txt");
    fs::create_symlink(base / "nowhere", base / "dist/broken.txt");
    fs::create_symlink("index.html", base / "dist/home.html");
  }

  ~pages_world() {
    fs::remove_all(base);
  }

  void write(const std::string& name, std::string_view content) const {
    fs::create_directories((base / name).parent_path());
    std::ofstream{base / name} << content;
  }

  fs::path base;
};

std::string header_of(const dossier::reply& answer, std::string_view name) {
  for (const auto& [key, value] : answer.extra)
    if (key == name)
      return value;
  return {};
}

} // namespace

TEST_CASE("files are found under their type") {
  const pages_world world;
  const static_files files{world.base / "dist"};
  const auto page = files.find("/", "");
  REQUIRE(page);
  CHECK(*page->body == "<p>page");
  CHECK(page->content_type == "text/html; charset=utf-8");
  CHECK(header_of(*page, "Cache-Control") == "no-cache");
  const auto script = files.find("/assets/app-1a2b.js", "");
  REQUIRE(script);
  CHECK(script->content_type == "text/javascript; charset=utf-8");
  CHECK(header_of(*script, "Cache-Control")
        == "public, max-age=31536000, immutable");
}

TEST_CASE("a file that the client has is not sent again") {
  const pages_world world;
  const static_files files{world.base / "dist"};
  const auto tag = header_of(*files.find("/", ""), "ETag");
  const auto again = files.find("/", "\"other\", " + tag);
  REQUIRE(again);
  CHECK(again->status == 304);
  CHECK_FALSE(again->body);
  CHECK(files.find("/", "\"other\"")->status == 200);
}

TEST_CASE("no path leads out of the folder") {
  const pages_world world;
  const static_files files{world.base / "dist"};
  for (const auto* path :
       {"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt",
        "/assets/../../secret.txt", "//secret.txt", "/./index.html",
        "/..\\secret.txt", "/leak.txt", "/broken.txt", "/index.html%00",
        "/assets", "/assets/", "/%zz"}) {
    INFO(path);
    CHECK_FALSE(files.find(path, ""));
  }
  CHECK(files.find("/home.html", ""));
}

TEST_CASE("without a dashboard a page names the API") {
  const static_files files{{}};
  const auto page = files.find("/", "");
  REQUIRE(page);
  CHECK(page->body->find("/api") != std::string::npos);
}

TEST_CASE("a folder that is none is named") {
  CHECK_THROWS_WITH(static_files{"/nowhere/dist"},
                    Catch::Contains("/nowhere/dist"));
}
