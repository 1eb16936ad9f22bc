/// What is particular to the SQLite file: its protection and its failures.

#include "tests/storage/file_world.hpp"
#include "tests/support/disks/faulty_disk.hpp"
#include "tests/support/disks/file_size_limit.hpp"

#include <catch2/catch.hpp>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <limits>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace dossier;
using namespace dossier::storage;
using namespace dossier::test;

namespace {

/// The code of the error that `work` ends with.
template <class Work>
std::optional<error_code> code_of(Work work) {
  try {
    work();
  } catch (const error& failure) {
    return failure.code();
  }
  return {};
}

commit with_output(commit commit, std::size_t bytes) {
  commit.outputs.push_back(
    output_of(0, 1, "[\"" + std::string(bytes, 'x') + "\"]"));
  return commit;
}

unsigned mode_of(const std::filesystem::path& file) {
  struct stat status {};
  REQUIRE(stat(file.c_str(), &status) == 0);
  return status.st_mode & 0777u;
}

} // namespace

// -- the file -----------------------------------------------------------------

TEST_CASE("a second server on the same data is refused") {
  file_world world;
  try {
    sqlite_store second(world.directory.path());
    FAIL("it was let in");
  } catch (const error& refusal) {
    CHECK(refusal.code() == error_code::unavailable);
    CHECK(std::string(refusal.what()).find(world.directory.path().string())
          != std::string::npos);
  }
  world.close();
  CHECK_NOTHROW(sqlite_store(world.directory.path()));
}

TEST_CASE("the lock is kept while a store is reopened") {
  file_world world;
  world.store->reopen();
  CHECK(code_of([&] { sqlite_store second(world.directory.path()); })
        == error_code::unavailable);
}

TEST_CASE("nobody but the owner may read the files") {
  auto mask = umask(0);
  file_world world;
  world.apply(create(sample_job("job-1")));
  umask(mask);
  CHECK(mode_of(world.file()) == 0600);
  CHECK(mode_of(world.log()) == 0600);
  CHECK(mode_of(world.file().string() + "-shm") == 0600);
  CHECK(mode_of(world.directory.path() / "dossier.lock") == 0600);
}

TEST_CASE("a directory that cannot be made is reported") {
  temporary_directory directory;
  auto blocked = directory.path() / "file";
  std::ofstream(blocked) << "in the way";
  CHECK(code_of([&] { sqlite_store store(blocked / "data"); })
        == error_code::unavailable);
}

namespace {

/// Root may write whatever the mode says; so it becomes nobody for a while.
class other_user {
public:
  explicit other_user(const std::filesystem::path& folder) {
    if (::geteuid() != 0)
      return;
    for (const auto& each : std::filesystem::directory_iterator{folder})
      give(each.path());
    give(folder);
    REQUIRE(::seteuid(nobody) == 0);
  }

  ~other_user() {
    // Nothing else has become of a process that was root.
    [[maybe_unused]] const auto result = ::seteuid(::getuid());
  }

  other_user(const other_user&) = delete;
  other_user& operator=(const other_user&) = delete;

private:
  static constexpr uid_t nobody = 65534;

  static void give(const std::filesystem::path& path) {
    REQUIRE(::chown(path.c_str(), nobody, static_cast<gid_t>(-1)) == 0);
  }
};

} // namespace

TEST_CASE("a database that cannot be written is refused by its name") {
  file_world world;
  world.apply(create(sample_job("job-1")));
  world.close();
  const other_user nobody{world.directory.path()};
  REQUIRE(::chmod(world.file().c_str(), 0400) == 0);
  try {
    sqlite_store store(world.directory.path());
    FAIL("it was opened");
  } catch (const error& refusal) {
    CHECK(refusal.code() == error_code::unavailable);
    CHECK_THAT(refusal.what(),
               Catch::Contains("cannot write to " + world.file().string()));
  }
  REQUIRE(::chmod(world.file().c_str(), 0600) == 0);
  CHECK_NOTHROW(sqlite_store(world.directory.path()));
}

TEST_CASE("an empty file that cannot be written is refused by its name") {
  temporary_directory directory;
  const auto file = sqlite::database_file(directory.path());
  std::ofstream{file} << "";
  const other_user nobody{directory.path()};
  REQUIRE(::chmod(file.c_str(), 0400) == 0);
  CHECK_THROWS_WITH(sqlite_store(directory.path()),
                    Catch::Contains("cannot write to " + file.string()));
}

TEST_CASE("a file of a newer program is refused") {
  file_world world;
  world.close();
  world.prompt().exec("PRAGMA user_version = 999");
  CHECK(code_of([&] { sqlite_store store(world.directory.path()); })
        == error_code::corrupt);
  CHECK(code_of([&] { sqlite_reader reader(world.directory.path(), {}); })
        == error_code::corrupt);
}

TEST_CASE("a file that is no database is refused") {
  temporary_directory directory;
  std::ofstream(sqlite::database_file(directory.path()))
    << std::string(10'000, 'x');
  CHECK(code_of([&] { sqlite_store store(directory.path()); })
        == error_code::corrupt);
}

TEST_CASE("a damaged name in a row is reported, not guessed at") {
  file_world world;
  world.apply(create(sample_job("job-1")));
  world.prompt().exec("UPDATE ResearchJob SET status = 'odd'");
  CHECK(code_of([&] { world.reader->find_state("job-1"); })
        == error_code::corrupt);
}

// -- failures -----------------------------------------------------------------

TEST_CASE("a full disk refuses writes, keeps reads, and is got over") {
  file_world world;
  auto before = create(sample_job("job-1"));
  REQUIRE(world.apply(before) == commit_result::applied);
  auto next = with_output(step_to(*before.after, *before.after), 400'000);
  {
    file_size_limit limit(std::filesystem::file_size(world.log()) + 100'000);
    for (int i = 0; i < 3; ++i)
      CHECK(code_of([&] { world.apply(next); }) == error_code::full);
    CHECK((*world.reader->find_state("job-1"))->revision == 1);
  }
  SECTION("by the same connection") {
    // nop
  }
  SECTION("by a new one") {
    world.store->reopen();
  }
  CHECK(world.apply(next) == commit_result::applied);
  CHECK(world.reader->find_job("job-1")->outputs[0]->size() == 400'004);
  while (world.store->run_maintenance())
    ;
  CHECK(world.ask("PRAGMA integrity_check") == "ok");
}

TEST_CASE("a disk that is full while texts are indexed loses none of them") {
  file_world world;
  auto commit = create(sample_job("job-1"));
  std::string text = "[\"";
  for (int i = 0; i < 40'000; ++i)
    text += "word" + std::to_string(i) + ' ';
  commit.outputs.push_back(output_of(0, 1, text + "\"]"));
  world.apply(commit);
  {
    file_size_limit limit(std::filesystem::file_size(world.log()) + 50'000);
    CHECK(code_of([&] { world.store->run_maintenance(); }) == error_code::full);
  }
  job_query query;
  query.text = "word39999";
  CHECK(world.reader->list_jobs(query).items.size() == 1);
  while (world.store->run_maintenance())
    ;
  CHECK(world.reader->list_jobs(query).items.size() == 1);
}

TEST_CASE("a full disk refuses removals and notes, and they are got over") {
  file_world world;
  auto job = with_output(create(sample_job("job-1")), 100'000);
  REQUIRE(world.apply(job) == commit_result::applied);
  commit removal;
  removal.expected_revision = 1;
  removal.after = job.after;
  removal.is_removal = true;
  store_notes notes{{{"ann", "deleteJob", "job-1", "{}", at(1)}}, {}};
  {
    file_size_limit limit(std::filesystem::file_size(world.log()));
    CHECK(code_of([&] { world.apply(removal); }) == error_code::full);
    CHECK(code_of([&] { world.store->write_notes(notes); })
          == error_code::full);
    CHECK(world.reader->find_job("job-1")->outputs[0]->size() == 100'004);
  }
  CHECK(world.apply(removal) == commit_result::applied);
  world.store->write_notes(notes);
  CHECK_FALSE(world.reader->find_state("job-1"));
  CHECK(world.reader->list_audit({}).items == notes.audit);
  CHECK(world.ask("PRAGMA integrity_check") == "ok");
}

namespace {

/// What a program of its own sees in the file. Closing it again, it takes the
/// log along if it believes to be the last.
std::string seen_by_another(const std::filesystem::path& file) {
  auto command
    = "sqlite3 '" + file.string() + "' 'SELECT count(*) FROM ResearchJob'";
  std::unique_ptr<FILE, int (*)(FILE*)> program(::popen(command.c_str(), "r"),
                                                ::pclose);
  REQUIRE(program);
  char line[64] = {};
  REQUIRE(std::fgets(line, sizeof line, program.get()));
  return {line, std::strcspn(line, "\n")};
}

} // namespace

TEST_CASE("what is acknowledged after a failed write is there for others") {
  file_world world;
  world.apply(create(sample_job("job-1")));
  world.store->reopen();
  CHECK(seen_by_another(world.file()) == "1");
  CHECK(std::filesystem::exists(world.log()));
  CHECK(world.apply(create(sample_job("job-2"))) == commit_result::applied);
  CHECK(seen_by_another(world.file()) == "2");
}

TEST_CASE("a file that another program holds is busy, and can be read") {
  file_world world;
  auto first = create(sample_job("job-1"));
  world.apply(first);
  auto next = step_to(*first.after, *first.after);
  auto other = world.prompt();
  other.exec("BEGIN IMMEDIATE");
  CHECK(code_of([&] { world.apply(next); }) == error_code::busy);
  CHECK(world.reader->find_state("job-1"));
  other.exec("ROLLBACK");
  CHECK(world.apply(next) == commit_result::applied);
}

TEST_CASE("a group of which one commit fails is not written at all") {
  file_world world;
  auto broken = create(sample_job("job-2"));
  broken.events.push_back(broken.events.front());
  std::vector group{share(create(sample_job("job-1"))), share(broken)};
  CHECK(code_of([&] { world.store->apply(group); }) == error_code::internal);
  CHECK_FALSE(world.reader->find_state("job-1"));
  CHECK(world.apply(create(sample_job("job-1"))) == commit_result::applied);
}

TEST_CASE("what was acknowledged outlives a process that dies") {
  temporary_directory directory;
  auto child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    sqlite_store store(directory.path());
    auto one = share(create(sample_job("job-1")));
    store.apply({&one, 1});
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  sqlite_store store(directory.path());
  sqlite_reader reader(directory.path(), sample_catalog());
  CHECK(reader.find_state("job-1"));
}

TEST_CASE("a reader does not checkpoint, not even as the last to close") {
  file_world world;
  world.apply(create(sample_job("job-1")));
  auto before = std::filesystem::file_size(world.file());
  world.store = nullptr;
  world.reader = nullptr;
  CHECK(std::filesystem::file_size(world.log()) > 0);
  CHECK(std::filesystem::file_size(world.file()) == before);
  world.open();
  CHECK(world.reader->find_state("job-1"));
}

namespace {

/// Commits two jobs one after the other, each offered again after the store
/// was reopened; returns those that were acknowledged.
std::vector<job_id> commit_two(file_world& world, const std::string& round) {
  std::vector<job_id> acknowledged;
  for (int i = 0; i < 2; ++i) {
    auto id = round + '-' + std::to_string(i);
    auto commit = with_output(create(sample_job(id)), 9'000);
    for (int attempt = 0; attempt < 2; ++attempt)
      try {
        // A conflict says that the attempt before was written after all.
        world.apply(commit);
        acknowledged.push_back(id);
        break;
      } catch (const error&) {
        code_of([&] { world.store->reopen(); });
      }
  }
  return acknowledged;
}

void check_all_there(file_world& world, const std::vector<job_id>& ids) {
  for (const auto& id : ids) {
    INFO(id);
    auto found = world.reader->find_job(id);
    REQUIRE(found);
    CHECK(found->outputs[0]->size() == 9'004);
  }
}

} // namespace

TEST_CASE("nothing that was acknowledged is lost to a failure of the disk") {
  auto count = GENERATE(1, std::numeric_limits<int>::max());
  faulty_disk disk;
  file_world world;
  std::vector<job_id> acknowledged;
  auto had_failure = true;
  for (int after = 0; had_failure; ++after) {
    disk.fail(after, count);
    auto round = commit_two(world, std::to_string(after));
    had_failure = disk.has_failed();
    disk.repair();
    world.store->reopen();
    acknowledged.insert(acknowledged.end(), round.begin(), round.end());
    check_all_there(world, round);
  }
  CHECK(acknowledged.size() > 2);
  world.close();
  world.open();
  check_all_there(world, acknowledged);
  CHECK(world.ask("PRAGMA integrity_check") == "ok");
}
