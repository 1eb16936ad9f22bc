/// The doctor on machines that lack something, and what it advises.

#include "tests/support/disks/small_disk.hpp"
#include "tests/support/places.hpp"
#include "tests/support/processes/server_process.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cstdio>
#include <sys/resource.h>

using namespace dossier::test;

using Catch::Contains;

namespace {

ended_process examined_with(const std::filesystem::path& data) {
  return run_server({"--doctor", "--data", data.string(), "--port", "0"});
}

/// What a shell says that may open so many files.
ended_process examined_with_files(unsigned most) {
  temporary_directory folder;
  const auto line = "cd '" + source_dir() + "' && ulimit -n "
                    + std::to_string(most) + " && exec '" + programs()
                    + "/dossierd' --doctor --port 0 --data '"
                    + folder.path().string() + "' 2>&1";
  ended_process result;
  auto* from = ::popen(line.c_str(), "re");
  std::array<char, 4096> chunk{};
  while (auto count = std::fread(chunk.data(), 1, chunk.size(), from))
    result.out.append(chunk.data(), count);
  result.code = WEXITSTATUS(::pclose(from));
  return result;
}

} // namespace

TEST_CASE("a full disk wants room, also for a folder to be made", "[system]") {
  small_disk disk{8};
  if (!disk.is_mounted()) {
    WARN("this process may not mount");
    return;
  }
  disk.fill();
  for (const auto& data : {disk.path(), disk.path() / "new"}) {
    const auto ended = examined_with(data);
    INFO(ended.out);
    CHECK(ended.code == 1);
    CHECK_THAT(ended.out,
               Contains("FAIL  disk          " + data.string())
                 && Contains("No space left on device; make room, or "
                             "name another folder with --data\n")
                 && Contains("FAIL  free space    0 MiB")
                 && !Contains("can be made\n") && !Contains("give the folder"));
    CHECK_FALSE(std::filesystem::exists(disk.path() / "new"));
  }
}

TEST_CASE("a disk that may not be written to wants to be mounted otherwise",
          "[system]") {
  small_disk disk{8};
  if (!disk.is_mounted()) {
    WARN("this process may not mount");
    return;
  }
  disk.make_read_only();
  for (const auto& data : {disk.path(), disk.path() / "new"}) {
    const auto ended = examined_with(data);
    INFO(ended.out);
    CHECK(ended.code == 1);
    CHECK_THAT(ended.out,
               Contains("Read-only file system; have the file system mounted "
                        "to be written to, or name another folder with "
                        "--data\n"));
  }
}

TEST_CASE("a folder that cannot be there wants another name", "[system]") {
  const auto ended = examined_with("/proc/dossier");
  CHECK_THAT(ended.out, Contains("No such file or directory; name another "
                                 "folder with --data\n"));
}

TEST_CASE("a trial leaves nothing behind", "[system]") {
  temporary_directory folder;
  const auto ended = examined_with(folder.path() / "new" / "deep");
  CHECK(ended.code == 0);
  CHECK_THAT(ended.out, Contains("is not there yet and can be made\n"));
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("too few open files for a start are no warning", "[system]") {
  for (auto most : {12U, 40U, 63U}) {
    const auto ended = examined_with_files(most);
    INFO(ended.out);
    CHECK(ended.code == 1);
    CHECK_THAT(ended.out, Contains("FAIL  open files    at most "
                                   + std::to_string(most) + ", and")
                            && Contains("LimitNOFILE="));
  }
  const auto ended = examined_with_files(100);
  INFO(ended.out);
  CHECK(ended.code == 0);
  CHECK_THAT(ended.out, Contains("warn  open files    at most 100, and")
                          && Contains("lower http.max_connections"));
}
