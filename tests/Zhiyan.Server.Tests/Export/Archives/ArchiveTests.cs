using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Export.Archives;
using Zhiyan.Server.Store;
using Zhiyan.Server.Tests.Organise;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.Export.Archives;

public abstract class ArchiveTests : PeopleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task An_export_that_another_person_imports_gives_the_same_bytes(int seed)
    {
        await new RandomChats(Server, Ann.Id, seed).Make(chats: 8);

        var first = await Ann.Client.GetByteArrayAsync("/api/export");
        var (status, imported) = await Import(Bob, first);
        var second = await Bob.Client.GetByteArrayAsync("/api/export");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(8, (int)imported!["chats"]!);
        Assert.Equal(Entries(first), Entries(second));
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task What_comes_in_is_found_and_goes_on()
    {
        var chat = await Server.Say(Ann.Id, "旅行", "去哪里？", "去杭州吧。");
        var one = await Ann.Client.GetByteArrayAsync($"/api/chats/{chat}/export");

        await Import(Bob, one);
        await Import(Bob, one);

        var listed = (await Bob.Get("/api/chats"))["chats"]!.AsArray();
        Assert.Equal(["旅行", "旅行"], listed.Select(found => (string)found!["title"]!));
        Assert.Equal(2, (int)(await Bob.Get("/api/search?q=杭州"))["total"]!);
    }

    [Fact]
    public async Task Folders_and_tags_of_the_same_name_are_one_and_a_taken_prompt_gets_another_name()
    {
        await new RandomChats(Server, Ann.Id, 5).Make(chats: 4);
        await Ann.Post("/api/prompts", new { name = "p", text = "hers" });
        await Bob.Post("/api/prompts", new { name = "p", text = "his" });
        await Bob.Post("/api/folders", new { name = "FOLDER 0" });

        await Import(Bob, await Ann.Client.GetByteArrayAsync("/api/export"));

        Assert.Equal(["FOLDER 0", "folder 1"], (await Bob.Get("/api/folders")).AsArray().Select(folder => (string)folder!["name"]!));
        Assert.Equal(["p his", "p-2 hers"], (await Bob.Get("/api/prompts")).AsArray().Select(prompt => $"{prompt!["name"]} {prompt["text"]}"));
    }

    [Fact]
    public async Task Every_format_is_a_download_of_its_kind()
    {
        var chat = await Server.Say(Ann.Id, "快速排序", "写一个快速排序", "```python\nprint(1)\n```");
        (string Format, string Type, string Begin)[] formats =
            [("md", "text/markdown", "---"), ("html", "text/html", "<!"), ("pdf", "application/pdf", "%PDF"), ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK"), ("json", "application/zip", "PK")];

        foreach (var (format, type, begin) in formats)
        {
            using var response = await Ann.Client.GetAsync($"/api/chats/{chat}/export?format={format}");
            var bytes = await response.Content.ReadAsByteArrayAsync();

            Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
            Assert.StartsWith(begin, Encoding.Latin1.GetString(bytes[..8]), StringComparison.Ordinal);
            Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        }
        Assert.Equal(HttpStatusCode.BadRequest, (await Ann.Send(HttpMethod.Get, $"/api/chats/{chat}/export?format=exe")).Status);
    }

    [Fact]
    public async Task A_deleted_and_a_temporary_chat_are_in_no_export_of_everything()
    {
        var chat = await Server.Say(Ann.Id, "gone", "x");
        await Server.Get<Conversations>().Create(Ann.Id, new ChatSettings(), isTemporary: true);
        await Ann.Post("/api/chats/bulk", new { ids = new[] { chat }, action = "delete" });

        Assert.Equal([ArchiveFormat.Manifest], Entries(await Ann.Client.GetByteArrayAsync("/api/export")).Keys);
    }

    [Theory]
    [InlineData("chats/0001.json", "\"role\": \"user\"", "\"role\": \"root\"", "messages[0].role")]
    [InlineData("chats/0001.json", "\"role\": \"user\"", "\"role\": 0", "messages[0].role")]
    [InlineData("chats/0001.json", "\"state\": \"done\"", "\"state\": \"streaming\"", "messages[0].state")]
    [InlineData("chats/0001.json", "\"parent\": 1", "\"parent\": 2", "parent")]
    [InlineData("chats/0001.json", "\"parent\": 1", "\"parent\": 99", "messages[1].parent")]
    [InlineData("chats/0001.json", "\"leaf\": 2", "\"leaf\": 0", "leaf")]
    [InlineData("chats/0001.json", "\"title\": \"t\"", "\"title\": null", "title")]
    [InlineData("chats/0001.json", "\"title\": \"t\"", "\"title\": \"t\", \"title\": \"u\"", "title")]
    [InlineData("chats/0001.json", "\"title\": \"t\"", "\"title\": \"t\", \"owner\": 1", "owner")]
    [InlineData("chats/0001.json", "\"title\": \"t\"", "\"title\": \"\\u0000\"", "title")]
    [InlineData("chats/0001.json", "\"title\": \"t\"", "\"title\": \"\\ud800\"", "chats/0001.json")]
    [InlineData("chats/0001.json", "\"tags\": []", "\"tags\": [\"\"]", "tags[0]")]
    [InlineData("chats/0001.json", "\"pinned\": false", "\"folder\": 1, \"pinned\": false", "folder")]
    [InlineData("chats/0001.json", "\"model\": \"scripted\"\n  },\n  \"draft\"", "\"temperature\": 9\n  },\n  \"draft\"", "temperature")]
    [InlineData("zhiyan.json", "\"version\": 1", "\"version\": 2", "version")]
    [InlineData("zhiyan.json", "zhiyan-export", "other", "format")]
    [InlineData("zhiyan.json", "\"prompts\": []", "\"prompts\": [{\"name\":\"a b\",\"text\":\"x\",\"updated_at\":0}]", "prompts[0].name")]
    public async Task A_wrong_value_is_named_and_nothing_comes_in(string entry, string right, string wrong, string named)
    {
        await Server.Say(Ann.Id, "t", "hello", "there");
        var entries = Entries(await Ann.Client.GetByteArrayAsync("/api/export"));
        Assert.Contains(right, entries[entry], StringComparison.Ordinal);
        entries[entry] = Replace(entries[entry], right, wrong);

        var (status, body) = await Import(Bob, Zip(entries));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(entry, (string)body!["error"]!["message"]!, StringComparison.Ordinal);
        Assert.Contains(named, (string)body["error"]!["message"]!, StringComparison.Ordinal);
        await NothingCame();
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("chats\\0002.json")]
    [InlineData("chats/0000.json")]
    [InlineData("chats/0003.json")]
    [InlineData("files/0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("files/../zhiyan.json")]
    [InlineData("chats/")]
    [InlineData("chats/0001.json")]
    public async Task A_strange_entry_is_refused(string name)
    {
        await Server.Say(Ann.Id, "t", "hello", "there");
        var archive = new MemoryStream();
        archive.Write(await Ann.Client.GetByteArrayAsync("/api/export"));
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Update, leaveOpen: true))
        {
            using var stream = zip.CreateEntry(name).Open();
            if (!name.EndsWith('/')) stream.Write("{}"u8);
        }

        var (status, _) = await Import(Bob, archive.ToArray());

        Assert.Equal(HttpStatusCode.BadRequest, status);
        await NothingCame();
    }

    [Fact]
    public async Task A_file_that_is_not_what_its_name_says_or_is_missing_is_refused()
    {
        var file = await Server.Upload(Ann.Id, "a.txt", "content");
        var chat = await Server.Say(Ann.Id, "t", "hello", "there");
        await Server.Add(chat, Speaker.User, "file", file.Id);
        var entries = Entries(await Ann.Client.GetByteArrayAsync("/api/export"));
        var other = new SortedDictionary<string, string>(entries, StringComparer.Ordinal) { [$"files/{file.Hash}"] = "CONTENT" };
        var missing = new SortedDictionary<string, string>(entries, StringComparer.Ordinal);
        missing.Remove($"files/{file.Hash}");

        Assert.Equal(HttpStatusCode.BadRequest, (await Import(Bob, Zip(other))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Import(Bob, Zip(missing))).Status);
        await NothingCame();
        Assert.Equal(HttpStatusCode.OK, (await Import(Bob, Zip(entries))).Status);
    }

    [Fact]
    public async Task What_is_no_zip_and_what_unpacks_to_much_more_is_refused()
    {
        await Server.Say(Ann.Id, "t", "hello", "there");
        var whole = await Ann.Client.GetByteArrayAsync("/api/export");
        var entries = Entries(whole);
        entries["chats/0001.json"] += new string(' ', 80 << 20);

        Assert.Equal(HttpStatusCode.BadRequest, (await Import(Bob, [])).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Import(Bob, "no zip"u8.ToArray())).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Import(Bob, whole[..^30])).Status);
        var (status, body) = await Import(Bob, Zip(entries));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("unpacks to more", (string)body!["error"]!["message"]!, StringComparison.Ordinal);
        await NothingCame();
    }

    private async Task NothingCame()
    {
        await using var context = Server.Get<ChatStores>().Main.Open();
        Assert.False(await context.Chats.AnyAsync(chat => chat.OwnerId == Bob.Id));
        Assert.False(await context.Folders.AnyAsync(folder => folder.OwnerId == Bob.Id));
        Assert.False(await context.Files.AnyAsync(file => file.OwnerId == Bob.Id));
    }

    private static async Task<(HttpStatusCode Status, JsonNode? Body)> Import(Visit visit, byte[] archive)
    {
        using var content = new ByteArrayContent(archive);
        using var response = await visit.Client.PostAsync("/api/import", content);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync()));
    }

    private static SortedDictionary<string, string> Entries(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive));
        var entries = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
            entries.Add(entry.FullName, reader.ReadToEnd());
        }
        return entries;
    }

    private static byte[] Zip(SortedDictionary<string, string> entries)
    {
        var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return archive.ToArray();
    }

    /// <summary>The first place alone.</summary>
    private static string Replace(string text, string right, string wrong)
    {
        var at = text.IndexOf(right, StringComparison.Ordinal);
        return text[..at] + wrong + text[(at + right.Length)..];
    }
}

public sealed class SqliteArchiveTests : ArchiveTests;

public sealed class PostgresArchiveTests(PostgresServer server) : ArchiveTests, IClassFixture<PostgresServer>
{
    protected override async Task<string?> Database() => await server.NewDatabaseAsync();
}
